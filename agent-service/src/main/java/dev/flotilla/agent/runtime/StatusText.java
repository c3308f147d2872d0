package dev.flotilla.agent.runtime;

import java.util.Objects;

/**
 * A unit's status, ready to print.
 *
 * @param text lines, the last one ended too
 * @param exitStatus that of {@code systemctl status}: 0 active, 3 not active, 4 no such unit
 */
public record StatusText(String text, int exitStatus) {
    public static final int ACTIVE = 0;
    public static final int NOT_ACTIVE = 3;
    public static final int NO_SUCH_UNIT = 4;

    public StatusText {
        Objects.requireNonNull(text, "text");
    }
}
