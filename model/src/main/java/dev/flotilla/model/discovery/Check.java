package dev.flotilla.model.discovery;

import java.time.Duration;
import java.util.Objects;

/**
 * A check and its pace.
 *
 * @param interval from one to the next; positive
 * @param timeout one that takes longer has failed; positive
 * @param failures so many in a row withdraw the instance; at least 1
 * @param passes so many in a row bring it back; at least 1
 */
public record Check(CheckKind kind, Duration interval, Duration timeout, int failures, int passes) {
    public static final Duration INTERVAL = Duration.ofSeconds(10);
    public static final Duration TIMEOUT = Duration.ofSeconds(5);
    public static final int FAILURES = 3;

    public Check {
        Objects.requireNonNull(kind, "kind");
        if (!interval.isPositive() || !timeout.isPositive() || failures < 1 || passes < 1) {
            throw new IllegalArgumentException("an interval, a timeout and counts are positive");
        }
    }

    /** No check. */
    public static Check none() {
        return new Check(new CheckKind.None(), INTERVAL, TIMEOUT, FAILURES, 1);
    }
}
