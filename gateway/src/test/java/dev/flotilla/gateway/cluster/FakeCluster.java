package dev.flotilla.gateway.cluster;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.Leader;
import dev.flotilla.client.agent.Agent.OpenLog;
import dev.flotilla.client.agent.AgentStatus;
import dev.flotilla.client.agent.LogEntry;
import dev.flotilla.client.agent.LogReader;
import dev.flotilla.client.agent.LogRequest;
import dev.flotilla.client.discovery.InstanceList;
import dev.flotilla.client.discovery.InstanceListener;
import dev.flotilla.client.discovery.InstanceQuery;
import dev.flotilla.client.machine.MetadataPatch;
import dev.flotilla.client.placement.UnitExplanation;
import dev.flotilla.client.unit.PutOutcome;
import dev.flotilla.client.unit.PutRequest;
import dev.flotilla.client.watch.Watch;
import dev.flotilla.client.watch.WatchBatch;
import dev.flotilla.client.watch.WatchChange;
import dev.flotilla.client.watch.WatchItem;
import dev.flotilla.client.watch.WatchKind;
import dev.flotilla.client.watch.WatchListener;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.RequestId;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.model.unit.UnitOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A cluster in memory, by the registry's rules: what is written is watched. Placement, states and agents are played by
 * the test.
 */
public final class FakeCluster implements Cluster {
    public static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final Map<InstanceKey, Instance> instances = new TreeMap<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final List<InstanceList.Malformed> malformed = new ArrayList<>();
    private final Map<UnitName, Unit> units = new TreeMap<>();
    private final Map<UnitName, Placement> placements = new TreeMap<>();
    private final Map<UnitName, Pending> pending = new TreeMap<>();
    private final Map<String, UnitState> states = new TreeMap<>();
    private final Map<MachineId, Machine> machines = new TreeMap<>();
    private final Map<UnitName, UnitExplanation> explanations = new HashMap<>();
    private final Map<MachineId, FlotillaError> deafAgents = new HashMap<>();
    private final List<WatchListener> listeners = new CopyOnWriteArrayList<>();
    private final List<FakeLog> logs = new CopyOnWriteArrayList<>();
    private Optional<FlotillaError> failure = Optional.empty();
    private Optional<Runnable> meanwhile = Optional.empty();
    private Brake brake = Brake.RELEASED;
    private Optional<Leader> leader = Optional.empty();
    private long revision = 100;
    private String lastBy = "";
    private Optional<RequestId> lastId = Optional.empty();

    private record Follower(InstanceQuery query, InstanceListener listener) {}

    /** A log that is being read. */
    public record FakeLog(Machine machine, LogRequest request, LogReader reader, List<Boolean> closed)
            implements OpenLog {
        @Override
        public void close() {
            closed.add(true);
        }
    }

    @Override
    public synchronized Watch watch(WatchListener listener) {
        listeners.add(listener);
        listener.onConnected(new Endpoint("127.0.0.1", 49152));
        listener.onSnapshot(snapshot(), revision);
        return new Watch() {
            @Override
            public long revision() {
                return revision;
            }

            @Override
            public void close() {
                listeners.remove(listener);
            }
        };
    }

    private List<WatchItem> snapshot() {
        List<WatchItem> items = new ArrayList<>();
        units.values().forEach(unit -> items.add(new WatchItem.OfUnit(unit)));
        machines.values().forEach(machine -> items.add(new WatchItem.OfMachine(machine)));
        placements.values().forEach(placement -> items.add(new WatchItem.OfPlacement(placement)));
        pending.values().forEach(waiting -> items.add(new WatchItem.OfPending(waiting)));
        states.values().forEach(state -> items.add(new WatchItem.OfState(state)));
        leader.ifPresent(known -> items.add(new WatchItem.OfLeader(known)));
        items.add(new WatchItem.OfBrake(brake));
        return items;
    }

    /** Forgets everything; the watchers hear of it. */
    public synchronized void clear() {
        failure = Optional.empty();
        meanwhile = Optional.empty();
        instances.clear();
        malformed.clear();
        units.clear();
        placements.clear();
        pending.clear();
        states.clear();
        machines.clear();
        explanations.clear();
        deafAgents.clear();
        logs.clear();
        brake = Brake.RELEASED;
        leader = Optional.empty();
        revision++;
        List<WatchItem> items = snapshot();
        listeners.forEach(listener -> {
            listener.onConnected(new Endpoint("127.0.0.1", 49152));
            listener.onSnapshot(items, revision);
        });
    }

    /** Every call is refused like this from now on. */
    public synchronized void fail(FlotillaError error) {
        failure = Optional.of(error);
    }

    /** What others do just before the next write. */
    public synchronized void meanwhile(Runnable others) {
        meanwhile = Optional.of(others);
    }

    public synchronized void disconnect(String reason) {
        listeners.forEach(listener -> listener.onDisconnected(new FlotillaError.Unavailable(reason)));
    }

    @Override
    public synchronized PutOutcome put(PutRequest request) {
        check();
        Optional<Runnable> others = meanwhile;
        meanwhile = Optional.empty();
        others.ifPresent(Runnable::run);
        lastBy = request.changedBy().orElse("");
        lastId = request.id();
        // Each is a call of its own, as the client says.
        Optional<RequestId> id = lastId.or(() -> Optional.of(new RequestId("request-" + revision)));
        Unit known = units.get(request.name());
        if (known != null && isDoneBy(request, known)) {
            return new PutOutcome(PutOutcome.Kind.UNCHANGED, known.revision());
        }
        if (request.expectedRevision() != 0 && request.expectedRevision() != revisionOf(request.name())) {
            throw new FlotillaError.Conflict(request.name() + " is at revision " + revisionOf(request.name()))
                    .asException();
        }
        if (known == null) {
            UnitFile file = request.file()
                    .orElseThrow(() ->
                            new FlotillaError.Conflict("unit does not exist and options field empty").asException());
            return store(
                    Unit.define(request.name(), file, request.desired().orElse(DesiredState.INACTIVE), NOW, lastBy)
                            .withRequest(id),
                    PutOutcome.Kind.CREATED);
        }
        DesiredState desired = request.desired()
                .orElseThrow(() ->
                        new FlotillaError.Conflict("must provide DesiredState to update existing unit").asException());
        Unit changed = known.withDesired(desired, NOW.plusSeconds(revision), lastBy);
        if (request.file().isPresent() && !request.file().get().equals(known.file())) {
            return store(
                    changed.withFile(request.file().get(), NOW.plusSeconds(revision), lastBy)
                            .withRequest(id),
                    PutOutcome.Kind.REPLACED);
        }
        boolean again = desired == DesiredState.LAUNCHED && hasEnded(request.name());
        return known.desired() == desired && !again
                ? new PutOutcome(PutOutcome.Kind.UNCHANGED, known.revision())
                : store(changed.withRequest(id), PutOutcome.Kind.CHANGED);
    }

    private static boolean isDoneBy(PutRequest request, Unit known) {
        return request.id().isPresent()
                && request.id().equals(known.request())
                && request.file().map(known.file()::equals).orElse(true)
                && request.desired().map(known.desired()::equals).orElse(true);
    }

    private boolean hasEnded(UnitName name) {
        return states.values().stream()
                .filter(state -> state.unit().equals(name))
                .anyMatch(state ->
                        state.active().equals("failed") || state.active().equals("inactive"));
    }

    private long revisionOf(UnitName name) {
        return units.containsKey(name) ? units.get(name).revision() : 0;
    }

    private PutOutcome store(Unit unit, PutOutcome.Kind kind) {
        Unit stored = unit.withRevision(revision + 1);
        units.put(unit.name(), stored);
        change(new WatchItem.OfUnit(stored), "");
        return new PutOutcome(kind, revision);
    }

    @Override
    public synchronized long destroy(UnitName name, String by) {
        check();
        lastBy = by;
        if (units.remove(name) == null) {
            throw new FlotillaError.NotFound("no such unit").asException();
        }
        long at = ++revision;
        List<WatchChange> changes = new ArrayList<>();
        changes.add(new WatchChange.Removed(at, WatchKind.UNIT, name.value(), "", "destroyed by " + by));
        if (placements.remove(name) != null) {
            changes.add(new WatchChange.Removed(at, WatchKind.PLACEMENT, name.value(), "", "destroyed by " + by));
        }
        tell(changes);
        return at;
    }

    @Override
    public synchronized long patchMetadata(List<MetadataPatch> patches, String by) {
        check();
        lastBy = by;
        for (MetadataPatch patch : patches) {
            Machine machine = machines.get(patch.machine());
            if (machine != null) {
                Map<String, String> dynamic = new HashMap<>(machine.dynamicMetadata());
                patch.value()
                        .ifPresentOrElse(value -> dynamic.put(patch.key(), value), () -> dynamic.remove(patch.key()));
                machine(machine.withDynamicMetadata(dynamic), "");
            }
        }
        return revision;
    }

    @Override
    public synchronized long releaseBrake(String by) {
        check();
        lastBy = by;
        brake(new Brake(false, 0, 0, NOW, by, revision + 1));
        return revision;
    }

    @Override
    public synchronized UnitExplanation explain(UnitName name) {
        check();
        if (!units.containsKey(name)) {
            throw new FlotillaError.NotFound("unit " + name + " does not exist").asException();
        }
        return explanations.getOrDefault(
                name,
                new UnitExplanation(
                        Optional.ofNullable(placements.get(name)),
                        Optional.ofNullable(pending.get(name)),
                        List.of(),
                        "nothing known"));
    }

    @Override
    public synchronized AgentStatus status(Machine machine, UnitName unit, int lines) {
        check();
        FlotillaError deaf = deafAgents.get(machine.id());
        if (deaf != null) {
            throw deaf.asException();
        }
        UnitState state = states.get(unit + "@" + machine.id());
        return state == null
                ? new AgentStatus(Optional.empty(), "Unit " + unit + " could not be found.\n", 4)
                : new AgentStatus(
                        Optional.of(state),
                        "● " + unit + "\n   Active: " + state.active() + " (" + state.sub() + "), " + lines
                                + " lines\n",
                        state.active().equals("active") ? 0 : 3);
    }

    @Override
    public OpenLog logs(Machine machine, LogRequest request, LogReader reader) {
        check();
        FlotillaError deaf = deafAgents.get(machine.id());
        if (deaf != null) {
            throw deaf.asException();
        }
        var log = new FakeLog(machine, request, reader, new CopyOnWriteArrayList<>());
        logs.add(log);
        if (!request.follow()) {
            Thread.ofVirtual().start(() -> {
                reader.onLines(List.of(
                        new LogEntry(NOW, "sh", 42, "hello from " + machine.primaryIp()),
                        new LogEntry(NOW.plusSeconds(1), "", 0, "ünïcode")));
                reader.onEnd(Optional.empty());
            });
        }
        return log;
    }

    public List<FakeLog> openLogs() {
        return logs;
    }

    /** Which call the last put said that it is. */
    public synchronized Optional<RequestId> lastId() {
        return lastId;
    }

    public synchronized String lastBy() {
        return lastBy;
    }

    public synchronized long revision() {
        return revision;
    }

    public synchronized Unit unit(String name, String... options) {
        return unit(name, DesiredState.LAUNCHED, options);
    }

    /** A unit with lines such as {@code Service.ExecStart=/bin/true}. */
    public synchronized Unit unit(String name, DesiredState desired, String... options) {
        var file =
                UnitFile.of(Arrays.stream(options.length == 0 ? new String[] {"Service.ExecStart=/bin/true"} : options)
                        .map(line -> line.split("[.=]", 3))
                        .map(parts -> new UnitOption(parts[0], parts[1], parts[2]))
                        .toList());
        put(new PutRequest(
                UnitName.parse(name), Optional.of(file), Optional.of(desired), Optional.of("alice@laptop"), 0));
        return units.get(UnitName.parse(name));
    }

    /** As an earlier version stored it, which kept no ids of calls. */
    public synchronized Unit forgetCall(String name) {
        UnitName unit = UnitName.parse(name);
        store(units.get(unit).withRequest(Optional.empty()), PutOutcome.Kind.CHANGED);
        return units.get(unit);
    }

    public synchronized Machine machine(String id, String ip, Map<String, String> metadata) {
        return machine(
                new Machine(
                        new MachineId(id),
                        ip,
                        metadata,
                        Map.of(),
                        new Capacity(4, 8L << 30),
                        MachineStatus.ONLINE,
                        "session-" + revision,
                        "registry-1",
                        ip + ":49164",
                        "1.2.3",
                        "boot-1",
                        NOW,
                        "",
                        false,
                        0),
                "");
    }

    public synchronized Machine machine(Machine machine, String cause) {
        machines.put(machine.id(), machine);
        change(new WatchItem.OfMachine(machine), cause);
        return machine;
    }

    public synchronized void place(String unit, String machine, String cause) {
        var placement = new Placement(
                UnitName.parse(unit),
                new MachineId(machine),
                7,
                Explanation.of("fewest units of 3 machines"),
                NOW,
                revision + 1);
        placements.put(placement.unit(), placement);
        change(new WatchItem.OfPlacement(placement), cause);
    }

    public synchronized void unplace(String unit, String cause) {
        placements.remove(UnitName.parse(unit));
        tell(List.of(new WatchChange.Removed(++revision, WatchKind.PLACEMENT, unit, "", cause)));
    }

    public synchronized void waiting(String unit, String reason) {
        var waiting = new Pending(UnitName.parse(unit), Explanation.of(reason), NOW, revision + 1);
        pending.put(waiting.unit(), waiting);
        change(new WatchItem.OfPending(waiting), "");
    }

    public synchronized UnitState state(String unit, String machine, String active, String sub) {
        return state(unit, machine, "loaded", active, sub, "");
    }

    /** The machine reports it, with the runtime's own words. */
    public synchronized UnitState state(
            String unit, String machine, String load, String active, String sub, String detail) {
        Unit known = units.get(UnitName.parse(unit));
        var state = new UnitState(
                known.name(),
                new MachineId(machine),
                known.hash(),
                DesiredState.LAUNCHED,
                load,
                active,
                sub,
                NOW,
                detail);
        states.put(unit + "@" + machine, state);
        change(new WatchItem.OfState(state), "");
        return state;
    }

    public synchronized void brake(Brake newBrake) {
        brake = newBrake;
        change(new WatchItem.OfBrake(newBrake), "");
    }

    public synchronized void leader(String candidate, long term) {
        leader = Optional.of(new Leader(candidate, term));
        change(new WatchItem.OfLeader(leader.get()), "");
    }

    public synchronized void explain(String unit, UnitExplanation explanation) {
        explanations.put(UnitName.parse(unit), explanation);
    }

    public synchronized void deafen(String machine, FlotillaError error) {
        deafAgents.put(new MachineId(machine), error);
    }

    private void change(WatchItem item, String cause) {
        tell(List.of(new WatchChange.Put(++revision, item, cause)));
    }

    private void tell(List<WatchChange> changes) {
        listeners.forEach(listener -> listener.onChanges(new WatchBatch(revision, changes)));
    }

    private void check() {
        failure.ifPresent(error -> {
            throw error.asException();
        });
    }

    /** An instance of a service appears or changes. */
    public synchronized void offer(Instance instance) {
        instances.put(instance.key(), instance);
        tellFollowers(instance.key());
    }

    /** An instance is withdrawn for good. */
    public synchronized void withdraw(InstanceKey key) {
        instances.remove(key);
        tellFollowers(key);
    }

    /** No registry answers who follows services, or one does again. */
    public synchronized void servicesAnswer(boolean on) {
        followers.forEach(follower -> {
            if (on) {
                follower.listener().onConnected(new Endpoint("127.0.0.1", 49152));
            } else {
                follower.listener().onDisconnected(new FlotillaError.Unavailable("connection refused"));
            }
        });
    }

    /** How many follow services. */
    public int followers() {
        return followers.size();
    }

    private void tellFollowers(InstanceKey key) {
        revision++;
        Optional<Instance> now = Optional.ofNullable(instances.get(key));
        for (Follower follower : followers) {
            if (isOf(follower.query(), key)) {
                List<Instance> shown = now.filter(instance -> isShown(follower.query(), instance)).stream()
                        .toList();
                follower.listener().onChanges(shown, shown.isEmpty() ? List.of(key) : List.of(), revision);
            }
        }
    }

    private static boolean isOf(InstanceQuery query, InstanceKey key) {
        return query.service().isEmpty() || query.service().get().equals(key.service());
    }

    private static boolean isShown(InstanceQuery query, Instance instance) {
        return query.withdrawn() || instance.isPassing();
    }

    @Override
    public synchronized InstanceList services(InstanceQuery query) {
        check();
        return new InstanceList(
                instances.values().stream()
                        .filter(instance -> isOf(query, instance.key()))
                        .filter(instance -> isShown(query, instance))
                        .toList(),
                revision,
                malformed);
    }

    /** A record of another program that nobody can use. */
    public synchronized void malformed(String key, String reason) {
        malformed.add(new InstanceList.Malformed(key, reason));
    }

    @Override
    public synchronized Watch watchServices(InstanceQuery query, InstanceListener listener) {
        listener.onConnected(new Endpoint("127.0.0.1", 49152));
        listener.onSnapshot(services(query).instances(), revision);
        var follower = new Follower(query, listener);
        followers.add(follower);
        return new Watch() {
            @Override
            public long revision() {
                return revision;
            }

            @Override
            public void close() {
                followers.remove(follower);
            }
        };
    }
}
