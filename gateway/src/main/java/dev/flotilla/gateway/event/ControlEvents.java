package dev.flotilla.gateway.event;

import dev.flotilla.client.Leader;
import dev.flotilla.model.placement.Brake;
import java.time.Instant;
import java.util.Optional;

/** Who decides, and whether moves are held. */
final class ControlEvents {
    private ControlEvents() {}

    static Optional<Event> of(Leader leader, Optional<Leader> before, long revision, Instant now) {
        if (before.equals(Optional.of(leader))) {
            return Optional.empty();
        }
        String was = before.map(old -> ", after " + old.candidate()).orElse("");
        return Optional.of(new EventBuilder(EventType.LEADER_CHANGED, revision, now)
                .by(leader.candidate())
                .says(leader.candidate() + " leads in term " + leader.term() + was));
    }

    static Optional<Event> of(Brake brake, Brake before, long revision) {
        if (brake.engaged() == before.engaged()) {
            return Optional.empty();
        }
        if (brake.engaged()) {
            return Optional.of(new EventBuilder(EventType.BRAKE_ENGAGED, revision, brake.since())
                    .by(brake.by())
                    .says("moves are held: " + brake.lost() + " of " + brake.total() + " machines are lost"));
        }
        return Optional.of(released(revision, brake.since(), brake.by()));
    }

    static Event released(long revision, Instant time, String by) {
        return new EventBuilder(EventType.BRAKE_RELEASED, revision, time)
                .by(by)
                .says("moves go on" + (by.isEmpty() ? "" : ", released by " + by));
    }
}
