package dev.flotilla.client.machine;

import dev.flotilla.model.machine.MachineId;
import java.util.Objects;
import java.util.Optional;

/**
 * Sets or removes one dynamic metadata key of a machine.
 *
 * @param value empty removes the dynamic value: the machine's own shows again
 */
public record MetadataPatch(MachineId machine, String key, Optional<String> value) {
    public MetadataPatch {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
    }
}
