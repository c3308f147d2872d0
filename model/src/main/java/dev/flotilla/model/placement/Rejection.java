package dev.flotilla.model.placement;

import dev.flotilla.model.machine.MachineId;
import java.util.List;
import java.util.Objects;

/**
 * Why machines were refused.
 *
 * @param reason for example {@code conflicts with apache@1.service}
 * @param machines how many were refused for it
 * @param examples some of them, at most {@value #MAX_EXAMPLES}
 */
public record Rejection(String reason, int machines, List<MachineId> examples) {
    public static final int MAX_EXAMPLES = 3;

    public Rejection {
        Objects.requireNonNull(reason, "reason");
        examples = List.copyOf(examples);
        if (machines < 0 || examples.size() > MAX_EXAMPLES) {
            throw new IllegalArgumentException("a number of machines, and at most " + MAX_EXAMPLES + " examples");
        }
    }
}
