package dev.flotilla.scheduler;

import java.time.Duration;

/**
 * @param candidate what this scheduler is called in the election; unique among the schedulers
 * @param leaseTtl how long the leadership outlives a leader that is not heard of; 2 s to 60 s
 */
public record SchedulerSettings(String candidate, Duration leaseTtl) {
    public static final Duration SHORTEST_TTL = Duration.ofSeconds(2);
    public static final Duration LONGEST_TTL = Duration.ofSeconds(60);

    public SchedulerSettings {
        if (candidate.isBlank()) {
            throw new IllegalArgumentException("a candidate has a name");
        }
        if (leaseTtl.compareTo(SHORTEST_TTL) < 0 || leaseTtl.compareTo(LONGEST_TTL) > 0) {
            throw new IllegalArgumentException("a lease lives 2 s to 60 s, not " + leaseTtl);
        }
    }
}
