package dev.flotilla.registry;

import dev.flotilla.registry.brake.BrakeSettings;
import dev.flotilla.registry.join.JoinSettings;
import dev.flotilla.registry.presence.PresenceSettings;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.util.Objects;

/**
 * How a registry replica behaves.
 *
 * @param replicaId names this run of the replica; never used again by another
 * @param advertise host:port under which others reach it
 * @param heartbeat how often an agent speaks
 * @param ttl a machine that is not heard for so long is lost
 * @param replicaTtl a replica that does not renew its lease for so long is gone; at least one second
 * @param historySize so many changes are kept for watchers that resume
 * @param patience how long a call waits until this replica has seen the revision it asks for
 * @param brake when moves are held
 * @param keepLost how long a lost machine is remembered
 * @param sweepInterval how often leftovers are looked for
 * @param join which machines get a session
 */
public record RegistrySettings(
        KeyScheme keys,
        String replicaId,
        String advertise,
        Duration heartbeat,
        Duration ttl,
        Duration replicaTtl,
        int historySize,
        Duration patience,
        BrakeSettings brake,
        Duration keepLost,
        Duration sweepInterval,
        JoinSettings join) {
    public static final Duration HEARTBEAT = Duration.ofSeconds(2);
    public static final Duration TTL = Duration.ofSeconds(6);
    public static final Duration REPLICA_TTL = Duration.ofSeconds(5);
    public static final int HISTORY_SIZE = 100_000;
    public static final Duration PATIENCE = Duration.ofSeconds(5);
    public static final Duration KEEP_LOST = Duration.ofHours(24);
    public static final Duration SWEEP_INTERVAL = Duration.ofHours(1);
    /** No more discovery tokens of etcd are made while there are so many. */
    public static final int DISCOVERY_TOKENS = 50_000;

    public RegistrySettings {
        Objects.requireNonNull(keys, "keys");
        Objects.requireNonNull(replicaId, "replicaId");
        Objects.requireNonNull(advertise, "advertise");
        Objects.requireNonNull(brake, "brake");
        Objects.requireNonNull(join, "join");
        if (historySize < 1) {
            throw new IllegalArgumentException("the history keeps at least one change");
        }
        if (replicaTtl.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a replica's lease lives for a second at least");
        }
        if (!patience.isPositive() || !keepLost.isPositive() || !sweepInterval.isPositive()) {
            throw new IllegalArgumentException("durations are positive");
        }
    }

    /** For a cluster that any machine may join. */
    public RegistrySettings(
            KeyScheme keys,
            String replicaId,
            String advertise,
            Duration heartbeat,
            Duration ttl,
            Duration replicaTtl,
            int historySize,
            Duration patience,
            BrakeSettings brake,
            Duration keepLost,
            Duration sweepInterval) {
        this(
                keys,
                replicaId,
                advertise,
                heartbeat,
                ttl,
                replicaTtl,
                historySize,
                patience,
                brake,
                keepLost,
                sweepInterval,
                JoinSettings.OPEN);
    }

    /** The same with other rules for who may join. */
    public RegistrySettings withJoin(JoinSettings newJoin) {
        return new RegistrySettings(
                keys,
                replicaId,
                advertise,
                heartbeat,
                ttl,
                replicaTtl,
                historySize,
                patience,
                brake,
                keepLost,
                sweepInterval,
                newJoin);
    }

    /** The defaults. */
    public static RegistrySettings of(String replicaId, String advertise) {
        return new RegistrySettings(
                new KeyScheme(),
                replicaId,
                advertise,
                HEARTBEAT,
                TTL,
                REPLICA_TTL,
                HISTORY_SIZE,
                PATIENCE,
                brake(HEARTBEAT, TTL),
                KEEP_LOST,
                SWEEP_INTERVAL);
    }

    /** The default brake for these intervals. */
    public static BrakeSettings brake(Duration heartbeat, Duration ttl) {
        return brake(BrakeSettings.SMALLEST, BrakeSettings.WINDOW, heartbeat, ttl);
    }

    /** A brake for these intervals, for clusters from this size on. */
    public static BrakeSettings brake(int smallest, Duration window, Duration heartbeat, Duration ttl) {
        Duration hold = heartbeat.multipliedBy(5).dividedBy(4);
        return new BrakeSettings(smallest, window, ttl.plus(heartbeat.multipliedBy(2)), hold);
    }

    PresenceSettings presence() {
        return new PresenceSettings(replicaId, heartbeat, ttl);
    }
}
