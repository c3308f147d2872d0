package dev.flotilla.agent.runtime.process.service;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The values of {@code KillMode=}. */
public enum KillMode {
    CONTROL_GROUP,
    MIXED,
    PROCESS,
    NONE;

    public static Optional<KillMode> parse(String text) {
        return Arrays.stream(values())
                .filter(value ->
                        value.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text))
                .findFirst();
    }

    /**
     * Whether every process of the unit gets the signal, or only the main and the control process.
     *
     * @param lastMeans it is the signal that cannot be ignored
     */
    boolean reachesAll(boolean lastMeans) {
        return this == CONTROL_GROUP || this == MIXED && lastMeans;
    }
}
