package dev.flotilla.store.embedded;

import dev.flotilla.store.Entry;
import dev.flotilla.store.Lease;
import dev.flotilla.store.LeaseId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The leases and the keys attached to them. Not thread-safe: the writer owns it. Times are those of a monotonic clock in
 * nanoseconds.
 *
 * <p>When nobody looked for longer than {@link #STALL}, this process was stopped or starved, and so were the renewals: all
 * deadlines then move by the time lost. A store that slept is no proof that the holders of its leases did.
 */
final class Leases {
    static final Duration CHECK_INTERVAL = Duration.ofMillis(500);
    /** A busy store does not look at all its leases more often than this. */
    static final Duration RESOLUTION = Duration.ofMillis(100);

    static final Duration STALL = Duration.ofSeconds(2);

    private static final class Held {
        private final Lease lease;
        private final TreeSet<String> keys = new TreeSet<>();
        private long deadline;

        Held(Lease lease, long deadline) {
            this.lease = lease;
            this.deadline = deadline;
        }
    }

    private final Map<LeaseId, Held> leases = new HashMap<>();
    private long lastCheck;

    Leases(long now) {
        this.lastCheck = now;
    }

    boolean isEmpty() {
        return leases.isEmpty();
    }

    boolean contains(LeaseId id) {
        return leases.containsKey(id);
    }

    void add(Lease lease, long now) {
        if (leases.isEmpty()) {
            lastCheck = now;
        }
        leases.put(lease.id(), new Held(lease, now + lease.ttl().toNanos()));
    }

    /** Starts the TTL anew; empty when there is no such lease. */
    Optional<Duration> renew(LeaseId id, long now) {
        Held held = leases.get(id);
        if (held == null) {
            return Optional.empty();
        }
        held.deadline = now + held.lease.ttl().toNanos();
        return Optional.of(held.lease.ttl());
    }

    /** The keys that go with it, sorted. */
    List<String> keysOf(LeaseId id) {
        Held held = leases.get(id);
        return held == null ? List.of() : List.copyOf(held.keys);
    }

    Optional<Lease> remove(LeaseId id) {
        return Optional.ofNullable(leases.remove(id)).map(held -> held.lease);
    }

    /** Attaches keys anew, after a restart or a failed write. */
    void attach(Iterable<Entry> entries) {
        leases.values().forEach(held -> held.keys.clear());
        entries.forEach(entry -> move(entry.key(), Optional.empty(), entry.lease()));
    }

    /** A key changes hands: from the entry that was there before to the lease that its new entry names. */
    void move(String key, Optional<Entry> before, Optional<LeaseId> after) {
        before.flatMap(Entry::lease).map(leases::get).ifPresent(held -> held.keys.remove(key));
        after.map(leases::get).ifPresent(held -> held.keys.add(key));
    }

    /** Those whose time is over. Called at least every {@link #CHECK_INTERVAL} while there are leases. */
    List<LeaseId> expired(long now) {
        long passed = now - lastCheck;
        if (passed < RESOLUTION.toNanos()) {
            return List.of();
        }
        long lost = passed - CHECK_INTERVAL.toNanos();
        lastCheck = now;
        if (lost > STALL.toNanos()) {
            leases.values().forEach(held -> held.deadline += lost);
        }
        List<LeaseId> expired = new ArrayList<>();
        leases.forEach((id, held) -> {
            if (held.deadline - now <= 0) {
                expired.add(id);
            }
        });
        return expired;
    }
}
