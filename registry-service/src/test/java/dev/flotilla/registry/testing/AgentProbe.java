package dev.flotilla.registry.testing;

import dev.flotilla.model.join.Credential;
import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.session.AgentChannel;
import dev.flotilla.registry.session.AgentSession;
import dev.flotilla.registry.session.Hello;
import dev.flotilla.registry.session.ToAgent;
import dev.flotilla.registry.state.StateReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An agent as the registry meets it: remembers what it was told, speaks when it is told to. */
public final class AgentProbe {
    public static final UnitHash HASH = new UnitHash("0123456789012345678901234567890123456789");

    /** What it says of itself. */
    public static final String VERSION = "1.2.3";

    private final Loop loop;
    private final String machine;
    private final Map<String, String> metadata;
    private final Map<UnitName, UnitHash> held = new HashMap<>();
    private final List<ToAgent> told = new CopyOnWriteArrayList<>();
    private final Map<String, DesiredState> assigned = new ConcurrentSkipListMap<>();
    private String bootId;
    private String address = "10.0.0.1";
    private Capacity capacity = Capacity.UNKNOWN;
    private Optional<Credential> credential = Optional.empty();
    private AgentSession session;
    private volatile Line line;
    private volatile boolean beating;
    private boolean ready = true;
    private volatile boolean ended;
    private long sequence;
    private Duration interval = Duration.ofSeconds(2);

    public AgentProbe(Loop loop, String machine, Map<String, String> metadata) {
        this.loop = loop;
        this.machine = machine;
        this.metadata = metadata;
        this.bootId = "boot-of-" + machine;
    }

    public AgentProbe boot(String id) {
        bootId = id;
        return this;
    }

    /** Where it is; machines of a test are all at one address unless it matters. */
    public AgentProbe at(String other) {
        address = other;
        return this;
    }

    public AgentProbe credential(Optional<Credential> known) {
        credential = known;
        return this;
    }

    /** Why it was refused; empty when it was not. */
    public String refusal() {
        return told(ToAgent.Refused.class).stream()
                .map(ToAgent.Refused::reason)
                .findFirst()
                .orElse("");
    }

    public AgentProbe capacity(Capacity known) {
        capacity = known;
        return this;
    }

    public AgentProbe holds(String unit, UnitHash hash) {
        held.put(UnitName.parse(unit), hash);
        return this;
    }

    public AgentProbe connect(Registry registry) {
        told.clear();
        assigned.clear();
        ended = false;
        line = new Line();
        session = registry.sessions()
                .open(
                        new Hello(
                                new MachineId(machine),
                                bootId,
                                address,
                                metadata,
                                capacity,
                                "",
                                VERSION,
                                held,
                                credential),
                        line);
        return this;
    }

    /** Sends a heartbeat every two seconds until {@link #silent}. */
    public void beat() {
        beatEvery(Duration.ofSeconds(2));
    }

    public void beatEvery(Duration every) {
        beating = true;
        interval = every;
        loop.after(interval, this::heartbeat);
    }

    private void heartbeat() {
        if (beating) {
            beatOnce();
            loop.after(interval, this::heartbeat);
        }
    }

    /** Sends a heartbeat; returns its number. */
    public long beatOnce() {
        session.heartbeat(++sequence);
        return sequence;
    }

    /** The numbers of the heartbeats that were acknowledged. */
    public List<Long> acknowledged() {
        return told(ToAgent.HeartbeatAck.class).stream()
                .map(ToAgent.HeartbeatAck::sequence)
                .toList();
    }

    /** The machine dies, or its network does: nothing is heard of it, and its stream hangs. */
    public void silent() {
        beating = false;
    }

    /** The connection breaks; the machine is well. */
    public void disconnect() {
        beating = false;
        session.closed();
    }

    public void goodbye() {
        beating = false;
        session.goodbye("shutdown");
    }

    public void report(long number, boolean complete, List<UnitState> changed, String... removed) {
        session.states(new StateReport(
                complete,
                changed,
                List.of(removed).stream().map(UnitName::parse).toList(),
                number));
    }

    public UnitState state(String unit, String active) {
        return new UnitState(
                UnitName.parse(unit),
                new MachineId(machine),
                HASH,
                DesiredState.LAUNCHED,
                "loaded",
                active,
                active.equals("active") ? "running" : "dead",
                Instant.EPOCH,
                "");
    }

    /** Takes no more messages until it is {@link #quick} again. */
    public void slow() {
        ready = false;
    }

    public void quick() {
        ready = true;
        session.ready();
    }

    public boolean isWelcome() {
        return told.stream().anyMatch(ToAgent.Welcome.class::isInstance) && !ended;
    }

    public boolean isEnded() {
        return ended;
    }

    /** What is assigned as the agent understands it. */
    public Map<String, DesiredState> assigned() {
        return Map.copyOf(assigned);
    }

    public List<ToAgent> told() {
        return List.copyOf(told);
    }

    public <T extends ToAgent> List<T> told(Class<T> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    public void forgetTold() {
        told.clear();
    }

    /** One connection; what comes on an older one is not for this agent any more. */
    private final class Line implements AgentChannel {
        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void send(ToAgent message) {
            if (line != this) {
                return;
            }
            told.add(Objects.requireNonNull(message));
            if (message instanceof ToAgent.Assignments assignments) {
                if (assignments.complete()) {
                    assigned.clear();
                }
                assignments
                        .units()
                        .forEach(unit -> assigned.put(
                                unit.unit().name().value(), unit.unit().desired()));
                assignments.removed().forEach(name -> assigned.remove(name.value()));
            }
        }

        @Override
        public void end() {
            if (line == this) {
                ended = true;
                beating = false;
            }
        }
    }
}
