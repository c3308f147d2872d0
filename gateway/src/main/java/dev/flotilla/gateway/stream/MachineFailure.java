package dev.flotilla.gateway.stream;

import dev.flotilla.model.machine.MachineId;
import java.util.Objects;

/**
 * Why a machine's log did not come, or not to its end.
 *
 * @param machine that could not be asked
 * @param reason in words
 */
public record MachineFailure(MachineId machine, String reason) {
    private static final int LONGEST = 1000;

    public MachineFailure {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(reason, "reason");
    }

    /** As the value of an HTTP field, which takes one line of ASCII: {@code MACHINE: reason}. */
    public String asField() {
        String text = (machine.value() + ": " + reason)
                .replaceAll("[\\r\\n\\t]+", " ")
                .replaceAll("[^\\x20-\\x7e]", "?");
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
