package dev.flotilla.model.discovery;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whether an instance is to be used. */
public enum InstanceStatus {
    /** It runs, and its check passes. */
    PASSING,
    /** It runs, but its check fails, or has not passed yet: withdrawn until it does. */
    FAILING,
    /** It is about to be stopped: withdrawn, and left to finish what it is doing. */
    DRAINING;

    /** As people and records spell it: {@code passing}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<InstanceStatus> ofWord(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word().equals(word))
                .findFirst();
    }
}
