package dev.flotilla.registry.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.RegistrySettings;
import dev.flotilla.registry.commit.CommitObserver;
import dev.flotilla.registry.election.Campaign;
import dev.flotilla.registry.election.Standing;
import dev.flotilla.registry.placement.CommitReport;
import dev.flotilla.registry.placement.PlacementChange;
import dev.flotilla.registry.unit.PutResult;
import dev.flotilla.registry.unit.PutUnit;
import dev.flotilla.registry.unit.UnitView;
import dev.flotilla.store.Entry;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** Registry replicas on one store, on a virtual clock, and the verbs of the tests. */
public final class Lab {
    public final VirtualLoop loop = new VirtualLoop();
    public final MemoryStore store = new MemoryStore(loop);
    public final KeyScheme keys = new KeyScheme();
    private final List<Replica> replicas = new ArrayList<>();
    private final UnaryOperator<RegistrySettings> change;
    private int sessions;

    /** A replica and its way to the store. */
    public record Replica(String id, Registry registry, FlakyStore link) {}

    public Lab() {
        this(settings -> settings);
    }

    public Lab(UnaryOperator<RegistrySettings> change) {
        this.change = change;
    }

    /** A lab with one replica. */
    public static Lab withOneReplica() {
        Lab lab = new Lab();
        lab.replica("r1");
        return lab;
    }

    public Replica replica(String id) {
        FlakyStore link = new FlakyStore(store);
        Registry registry = new Registry(
                change.apply(RegistrySettings.of(id, "127.0.0.1:1")),
                loop,
                link,
                () -> "s" + ++sessions,
                CommitObserver.none());
        Replica replica = new Replica(id, registry, link);
        replicas.add(replica);
        registry.start();
        loop.run();
        return replica;
    }

    /** The first replica. */
    public Registry registry() {
        return replicas.getFirst().registry();
    }

    public FlakyStore link() {
        return replicas.getFirst().link();
    }

    public <T> T get(CompletableFuture<T> future) {
        return loop.get(future);
    }

    public FlotillaError error(CompletableFuture<?> future) {
        try {
            throw new AssertionError("expected an error, got " + get(future));
        } catch (FlotillaException e) {
            return e.error();
        }
    }

    public void advance(Duration duration) {
        loop.advance(duration);
    }

    // Units

    public static UnitFile file(String... fleetOptions) {
        return UnitFile.parse(
                "test", "[Service]\nExecStart=/bin/sleep 1d\n\n[X-Fleet]\n" + String.join("\n", fleetOptions) + "\n");
    }

    public static PutUnit put(String name, DesiredState desired, String... fleetOptions) {
        return new PutUnit(UnitName.parse(name), Optional.of(file(fleetOptions)), Optional.of(desired), "me", 0);
    }

    public static PutUnit desire(String name, DesiredState desired) {
        return new PutUnit(UnitName.parse(name), Optional.empty(), Optional.of(desired), "me", 0);
    }

    public PutResult put(PutUnit call) {
        return get(registry().unitWrites().put(call));
    }

    /** A launched unit; returns its revision. */
    public long launched(String name, String... fleetOptions) {
        return put(put(name, DesiredState.LAUNCHED, fleetOptions)).revision();
    }

    public UnitView unit(String name) {
        return get(registry().units().get(UnitName.parse(name), 0)).units().getFirst();
    }

    // Machines

    public static MachineId id(String machine) {
        return new MachineId(machine);
    }

    public AgentProbe agent(String machine) {
        return agent(machine, Map.of());
    }

    /** An agent that has its session and beats. */
    public AgentProbe agent(String machine, Map<String, String> metadata) {
        return agent(machine, metadata, registry());
    }

    /** The same, heard by this replica. */
    public AgentProbe agent(String machine, Map<String, String> metadata, Registry heardBy) {
        AgentProbe agent = new AgentProbe(loop, machine, metadata);
        agent.connect(heardBy);
        loop.run();
        assertThat(agent.isWelcome()).as("the welcome of " + machine).isTrue();
        agent.beat();
        return agent;
    }

    public Optional<Machine> machine(String machine) {
        return machine(registry(), machine);
    }

    public Optional<Machine> machine(Registry registry, String machine) {
        return get(registry.machines().list(true, 0)).machines().stream()
                .filter(found -> found.id().equals(id(machine)))
                .findFirst();
    }

    public MachineStatus status(String machine) {
        return machine(machine).orElseThrow().status();
    }

    // Placement

    /** Makes somebody lead; returns the term. */
    public long leader() {
        Standing standing = campaign("scheduler-1");
        assertThat(standing.leading()).isTrue();
        return standing.leader().orElseThrow().term();
    }

    public Standing campaign(String candidate) {
        return get(registry().election().campaign(new Campaign(candidate, Optional.empty(), Duration.ofSeconds(60))));
    }

    /** The placement that a scheduler who sees everything would propose. */
    public PlacementChange place(String unit, String machine, PlacementChange.Guard... guards) {
        UnitView view = unit(unit);
        return new PlacementChange(
                view.unit().name(),
                view.unit().revision(),
                view.placement().map(placement -> placement.revision()).orElse(0L),
                view.placement()
                        .flatMap(placement -> machine(placement.machine().value()))
                        .map(Machine::revision)
                        .orElse(0L),
                new PlacementChange.Place(
                        id(machine), machine(machine).orElseThrow().revision(), Explanation.of("chosen")),
                List.of(guards),
                "test");
    }

    public PlacementChange unplace(String unit, String why) {
        UnitView view = unit(unit);
        return new PlacementChange(
                view.unit().name(),
                view.unit().revision(),
                view.placement().map(placement -> placement.revision()).orElse(0L),
                view.placement()
                        .flatMap(placement -> machine(placement.machine().value()))
                        .map(Machine::revision)
                        .orElse(0L),
                new PlacementChange.Unplace(Explanation.of(why)),
                List.of(),
                "test");
    }

    public PlacementChange waiting(String unit, String why) {
        UnitView view = unit(unit);
        return new PlacementChange(
                view.unit().name(),
                view.unit().revision(),
                0,
                0,
                new PlacementChange.Wait(Explanation.of(why)),
                List.of(),
                "test");
    }

    public CommitReport commit(long term, PlacementChange... changes) {
        return get(registry().placements().commit(term, List.of(changes)));
    }

    /** Commits and expects that nothing is refused. */
    public void committed(long term, PlacementChange... changes) {
        assertThat(commit(term, changes).refused()).isEmpty();
    }

    public Optional<String> whereIs(String unit) {
        return unit(unit).placement().map(placement -> placement.machine().value());
    }

    // The store, behind everybody's back

    public Optional<Entry> stored(String key) {
        return get(store.read(ReadRequest.key(key))).first();
    }

    public void write(Write... writes) {
        get(store.commit(Transaction.of(writes)));
        loop.run();
    }
}
