package dev.flotilla.registry.session;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What the registry says to an agent. */
public sealed interface ToAgent {

    /** The session begins. */
    record Welcome(String session, Duration heartbeat, Duration ttl, String replica) implements ToAgent {
        public Welcome {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(heartbeat, "heartbeat");
            Objects.requireNonNull(ttl, "ttl");
            Objects.requireNonNull(replica, "replica");
        }
    }

    /**
     * What the machine is to run.
     *
     * @param complete units that are not named are no longer assigned
     */
    record Assignments(long revision, boolean complete, List<AssignedUnit> units, List<UnitName> removed)
            implements ToAgent {
        public Assignments {
            units = List.copyOf(units);
            removed = List.copyOf(removed);
        }
    }

    record HeartbeatAck(long sequence) implements ToAgent {}

    /** The report is stored. */
    record StateAck(long sequence) implements ToAgent {}

    /**
     * The session cannot be had, or is over; nothing follows.
     *
     * @param fatal whether trying again is in vain
     * @param unwanted whether it is about the machine, which is not to start what it remembers then
     */
    record Refused(String reason, boolean fatal, boolean unwanted) implements ToAgent {
        public Refused {
            Objects.requireNonNull(reason, "reason");
        }

        /** For what has nothing to do with the machine; it may come again. */
        Refused(String reason) {
            this(reason, false, false);
        }

        /** What is wrong with the agent's words will be wrong again; all else may pass. */
        static Refused because(FlotillaError error) {
            return switch (error) {
                case FlotillaError.Invalid invalid ->
                    new Refused(invalid.field().map(field -> field + ": ").orElse("") + invalid.message(), true, true);
                case FlotillaError.Conflict _, FlotillaError.Denied _ -> new Refused(error.message(), false, true);
                default -> new Refused(error.message());
            };
        }
    }
}
