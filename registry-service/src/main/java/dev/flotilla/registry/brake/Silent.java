package dev.flotilla.registry.brake;

import java.time.Duration;
import java.util.List;

/**
 * Machines that were not heard for suspiciously long, but are not lost yet.
 *
 * @param heardHere for how long each one that this replica listens to has been silent
 * @param orphaned for how long each one that no replica listens to has been missing
 * @param listenedTo how many machines this replica listens to, the silent ones included
 */
public record Silent(List<Duration> heardHere, List<Duration> orphaned, int listenedTo) {
    public Silent {
        heardHere = List.copyOf(heardHere);
        orphaned = List.copyOf(orphaned);
    }
}
