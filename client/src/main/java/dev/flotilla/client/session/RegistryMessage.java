package dev.flotilla.client.session;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the registry says to an agent. */
public sealed interface RegistryMessage {

    /**
     * The session stands.
     *
     * @param heartbeatInterval how often the agent is to be heard
     * @param ttl not heard for so long, the machine is lost
     */
    record Welcome(String sessionId, Duration heartbeatInterval, Duration ttl, String replicaId)
            implements RegistryMessage {
        public Welcome {
            if (heartbeatInterval.isZero() || heartbeatInterval.isNegative() || ttl.compareTo(heartbeatInterval) <= 0) {
                throw new IllegalArgumentException(
                        "0 < heartbeat interval < ttl must hold, not " + heartbeatInterval + " and " + ttl);
            }
        }
    }

    /**
     * What the machine is to run.
     *
     * @param revision grows; a message with an older one is to be ignored
     * @param complete units that are not in it are no longer assigned; the first of a session is
     * @param units new or changed
     * @param removed no longer assigned
     */
    record Assignments(long revision, boolean complete, List<AssignedUnit> units, List<UnitName> removed)
            implements RegistryMessage {
        public Assignments {
            units = List.copyOf(units);
            removed = List.copyOf(removed);
        }
    }

    /**
     * A unit the machine is to run.
     *
     * @param file empty when the agent said that it holds this hash
     * @param changed when its content or desired state was last asked for; the epoch when that is not known
     */
    record AssignedUnit(UnitName name, UnitHash hash, DesiredState desired, Optional<UnitFile> file, Instant changed) {
        /** One of which nobody said when it was asked for. */
        public AssignedUnit(UnitName name, UnitHash hash, DesiredState desired, Optional<UnitFile> file) {
            this(name, hash, desired, file, Instant.EPOCH);
        }

        public AssignedUnit {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(hash, "hash");
            Objects.requireNonNull(desired, "desired");
            Objects.requireNonNull(file, "file");
            Objects.requireNonNull(changed, "changed");
        }
    }

    /** The heartbeat of that number was heard. */
    record HeartbeatAck(long sequence) implements RegistryMessage {}

    /** The states up to that report are stored. */
    record StateAck(long sequence) implements RegistryMessage {}

    /**
     * The session cannot be had.
     *
     * @param fatal trying again will not help
     * @param unwanted it is about the machine: until it is welcomed it is to start nothing
     */
    record Refused(String reason, boolean fatal, boolean unwanted) implements RegistryMessage {}
}
