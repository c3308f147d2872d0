package dev.flotilla.registry.discovery;

import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.store.Lease;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The sidekicks that are connected to this replica: one for each machine. */
public final class Sidekicks implements CatalogListener {
    /** A lease that has to be renewed more often than every two thirds of a second helps nobody. */
    public static final Duration SHORTEST_TTL = Duration.ofSeconds(2);

    private final SidekickSession.Shared shared;
    private final Supplier<String> ids;
    private final Map<MachineId, SidekickSession> sessions = new HashMap<>();
    private boolean closed;

    Sidekicks(SidekickSession.Shared shared, Supplier<String> ids) {
        this.shared = shared;
        this.ids = ids;
    }

    /**
     * Begins a session; any thread. An older one of the machine ends.
     *
     * @param ttl of offers that do not say their own; {@link FlotillaError.Invalid} below {@link #SHORTEST_TTL}
     */
    public SidekickSession open(MachineId machine, Duration ttl, SidekickChannel channel) {
        Duration whole = checkedTtl(ttl);
        SidekickSession session = new SidekickSession(shared, machine, ids.get(), whole, channel);
        shared.loop().execute(() -> {
            if (closed) {
                session.end("this replica goes down");
                return;
            }
            Optional.ofNullable(sessions.put(machine, session))
                    .ifPresent(old -> old.end("another sidekick of this machine took over"));
            session.begin();
        });
        return session;
    }

    /** The TTL in whole seconds; {@link FlotillaError.Invalid} when it is too short. */
    public static Duration checkedTtl(Duration ttl) {
        if (ttl.compareTo(SHORTEST_TTL) < 0) {
            throw new FlotillaError.Invalid(
                            "a TTL is at least " + SHORTEST_TTL.toSeconds() + " s",
                            Optional.of("ttl"),
                            Optional.empty())
                    .asException();
        }
        return Lease.wholeSeconds(ttl);
    }

    /** On the loop. */
    int size() {
        sessions.values().removeIf(SidekickSession::isEnded);
        return sessions.size();
    }

    /** On the loop: the sidekicks go to other replicas. */
    void close() {
        closed = true;
        List.copyOf(sessions.values()).forEach(session -> session.end("this replica goes down"));
    }

    @Override
    public void reset() {
        living().forEach(SidekickSession::look);
    }

    @Override
    public void changed(Set<InstanceKey> keys) {
        living().stream().filter(session -> session.concerns(keys)).forEach(SidekickSession::look);
    }

    private List<SidekickSession> living() {
        sessions.values().removeIf(SidekickSession::isEnded);
        return List.copyOf(sessions.values());
    }
}
