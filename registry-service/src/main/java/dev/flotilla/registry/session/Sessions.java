package dev.flotilla.registry.session;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Lanes;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.presence.Presence;
import dev.flotilla.registry.presence.PresenceSettings;
import dev.flotilla.registry.presence.ReplicaLease;
import dev.flotilla.registry.state.StateReport;
import dev.flotilla.registry.state.StateWrites;
import dev.flotilla.registry.watch.Cluster;
import dev.flotilla.registry.watch.ClusterListener;
import dev.flotilla.registry.watch.Item;
import dev.flotilla.registry.watch.ItemChange;
import dev.flotilla.registry.watch.RevisionChanges;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.store.key.KeyScheme;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents' streams of this replica and what each is told. A change wakes only the streams of the machines that it is about;
 * a machine hears only of its own units. On the loop, except for {@link #open}.
 */
public final class Sessions implements ClusterListener {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final Loop loop;
    private final WatchCache cache;
    private final Presence presence;
    private final ReplicaLease lease;
    private final StateWrites states;
    private final PresenceSettings settings;
    private final Supplier<String> sessionIds;
    private final Admission admission;
    private final Lanes<MachineId> lanes;
    private final Map<MachineId, AgentSession> live = new HashMap<>();
    /** Machines whose assignments may have changed. */
    private final Set<MachineId> affected = new LinkedHashSet<>();

    private boolean closed;

    /**
     * @param sessionIds makes ids that are never the same
     * @param gate which machines get a session at all
     */
    public Sessions(
            Loop loop,
            WatchCache cache,
            Commits commits,
            KeyScheme keys,
            Presence presence,
            ReplicaLease lease,
            StateWrites states,
            PresenceSettings settings,
            Supplier<String> sessionIds,
            SessionGate gate) {
        this.loop = loop;
        this.cache = cache;
        this.presence = presence;
        this.lease = lease;
        this.states = states;
        this.settings = settings;
        this.sessionIds = sessionIds;
        this.admission = new Admission(loop, cache, commits, keys, presence, settings.replicaId(), gate);
        this.lanes = new Lanes<>(loop);
    }

    /** An agent said hello. What becomes of it is told on the channel. Any thread. */
    public AgentSession open(Hello hello, AgentChannel channel) {
        AgentSession session = new AgentSession(this, hello, sessionIds.get(), channel);
        loop.execute(() -> {
            if (closed || !cache.isCaughtUp()) {
                session.end(new ToAgent.Refused(closed ? "this replica is going down" : "this replica is starting"));
            } else {
                lanes.run(hello.machine(), () -> admit(session));
            }
        });
        return session;
    }

    /** An agent said what makes no sense: its stream ends. Any thread. */
    public void refuse(AgentChannel channel, Optional<AgentSession> session, FlotillaError error) {
        loop.execute(() -> session.ifPresentOrElse(
                open -> {
                    live.remove(open.machine(), open);
                    open.refuse(error);
                },
                () -> {
                    channel.send(ToAgent.Refused.because(error));
                    channel.end();
                }));
    }

    /** Runs on the loop, after what the channels were handed before. Any thread. */
    public void onLoop(Runnable task) {
        loop.execute(task);
    }

    /** How many streams are open. */
    public int size() {
        return live.size();
    }

    /** Ends every stream, so that the agents go to another replica; their machines live on. */
    public void endAll(String reason) {
        List.copyOf(live.values()).forEach(session -> session.end(new ToAgent.Refused(reason)));
        live.clear();
    }

    /** Acknowledges what was held back while this replica's lease was in doubt. */
    public void acknowledgeHeartbeats() {
        live.values().forEach(AgentSession::acknowledgeHeartbeats);
    }

    public void close() {
        closed = true;
        endAll("this replica is going down");
    }

    @Override
    public void reset() {
        List.copyOf(live.keySet()).forEach(this::endIfOver);
        affected.addAll(live.keySet());
    }

    @Override
    public void applied(RevisionChanges changes) {
        for (ItemChange change : changes.changes()) {
            Stream.of(change.before(), change.after()).flatMap(Optional::stream).forEach(this::affect);
        }
    }

    @Override
    public void settled() {
        List.copyOf(affected).forEach(machine -> {
            AgentSession session = live.get(machine);
            if (session != null) {
                tell(session);
            }
        });
        affected.clear();
    }

    private void affect(Item item) {
        switch (item) {
            case Item.OfPlacement(Placement placement) -> affect(placement.machine());
            case Item.OfMachine(Machine machine) -> {
                affect(machine.id());
                endIfOver(machine.id());
            }
            case Item.OfUnit(Unit unit) -> {
                if (unit.requirements().global()) {
                    affected.addAll(live.keySet());
                } else {
                    cluster().placement(unit.name()).ifPresent(placement -> affect(placement.machine()));
                    cluster().pending(unit.name()).flatMap(Pending::lostWith).ifPresent(this::affect);
                }
            }
            case Item.OfPending(Pending pending) -> pending.lostWith().ifPresent(this::affect);
            case Item.OfState _, Item.OfLeader _, Item.OfBrake _ -> {}
        }
    }

    private void affect(MachineId machine) {
        if (live.containsKey(machine)) {
            affected.add(machine);
        }
    }

    private CompletableFuture<Void> admit(AgentSession session) {
        if (session.isEnded()) {
            return CompletableFuture.completedFuture(null);
        }
        return admission.admit(session.hello(), session.id()).handle((machine, failure) -> {
            if (failure == null) {
                begin(session, machine);
            } else {
                FlotillaError error = Futures.error(failure);
                LOG.warn("machine {} gets no session: {}", session.machine(), error.message());
                session.refuse(error);
            }
            return null;
        });
    }

    /** The record names this session, so this replica listens, even if the stream broke meanwhile. */
    private void begin(AgentSession session, Machine machine) {
        presence.vouch(machine);
        AgentSession older = live.remove(machine.id());
        if (older != null) {
            older.end(new ToAgent.Refused("a newer stream of this machine took over"));
        }
        if (session.isEnded()) {
            return;
        }
        live.put(machine.id(), session);
        LOG.info("machine {} has session {}", machine.id(), session.id());
        session.welcome(new ToAgent.Welcome(session.id(), settings.heartbeat(), settings.ttl(), settings.replicaId()));
        tell(session);
    }

    /** The machine has a session elsewhere by now, or none, or its record is gone: a new session brings it back. */
    private void endIfOver(MachineId id) {
        AgentSession session = live.get(id);
        if (session == null) {
            return;
        }
        Optional<Machine> machine = cluster().machine(id);
        String current = machine.map(Machine::sessionId).orElse("");
        if (current.equals(session.id())) {
            return;
        }
        live.remove(id);
        if (machine.filter(Machine::left).isPresent()) {
            session.end(); // a refusal would have the agent say its goodbye again
        } else {
            session.end(new ToAgent.Refused(
                    current.isEmpty() ? "the machine was taken for lost" : "a newer stream of this machine took over"));
        }
    }

    Loop loop() {
        return loop;
    }

    /** Whether what this replica heard then counts, for the others too. */
    boolean countedAt(long time) {
        return lease.lastedAt(time);
    }

    void heard(AgentSession session) {
        presence.heard(session.machine());
    }

    CompletableFuture<Boolean> report(AgentSession session, StateReport report) {
        return states.report(session.machine(), session.id(), report);
    }

    void leave(AgentSession session, String reason) {
        LOG.info("machine {} leaves: {}", session.machine(), reason);
        presence.leave(session.machine(), session.id(), reason).whenComplete((marked, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "machine {} left, but that could not be stored: {}",
                        session.machine(),
                        Futures.cause(failure).getMessage());
            }
            live.remove(session.machine(), session);
            if (failure == null) {
                session.end();
            } else {
                session.end(new ToAgent.Refused("that the machine leaves could not be stored"));
            }
        });
    }

    void tell(AgentSession session) {
        if (!session.isReady()) {
            return; // it is told when the stream is ready again
        }
        cluster().machine(session.machine()).ifPresent(machine -> {
            Map<UnitName, Unit> assigned = AssignmentRule.assigned(cluster(), machine);
            session.assign(machine, assigned, cluster().revision());
        });
    }

    void streamEnded(AgentSession session) {
        if (live.remove(session.machine(), session)) {
            LOG.info("the stream of machine {} ended; it is given the TTL to come back", session.machine());
        }
    }

    private Cluster cluster() {
        return cache.cluster();
    }
}
