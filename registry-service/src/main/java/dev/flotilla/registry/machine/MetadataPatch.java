package dev.flotilla.registry.machine;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.Metadata;
import java.util.Objects;
import java.util.Optional;

/**
 * A change of one dynamic value.
 *
 * @param value empty removes it; the machine's own shows again
 */
public record MetadataPatch(MachineId machine, String key, Optional<String> value) {
    private static final int MAX_LENGTH = 256;

    /** Throws {@link FlotillaError.Invalid} for a key or value that no metadata can have. */
    public MetadataPatch {
        Objects.requireNonNull(machine, "machine");
        Metadata.checkedKey(key);
        checkLength(key);
        value.ifPresent(text -> checkLength(Metadata.checkedValue(key, text)));
    }

    private static void checkLength(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new FlotillaError.TooLarge("metadata keys and values have at most " + MAX_LENGTH + " characters")
                    .asException();
        }
    }
}
