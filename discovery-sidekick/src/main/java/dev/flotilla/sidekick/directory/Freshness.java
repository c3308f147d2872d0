package dev.flotilla.sidekick.directory;

import java.time.Duration;
import java.time.Instant;

/** Whether what is known is what is. */
public sealed interface Freshness {
    /** The registry tells every change. */
    record Current() implements Freshness {}

    /**
     * The registry has been away; this is what it said last.
     *
     * @param since when it went
     */
    record Old(Instant since) implements Freshness {}

    Freshness CURRENT = new Current();

    /** How long the registry has been away; zero while it is there. */
    default Duration age(Instant now) {
        return switch (this) {
            case Current() -> Duration.ZERO;
            case Old(Instant since) -> now.isAfter(since) ? Duration.between(since, now) : Duration.ZERO;
        };
    }
}
