package dev.flotilla.simulation.node;

import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.record.Leader;
import dev.flotilla.registry.record.Records;
import dev.flotilla.simulation.check.Checks;
import dev.flotilla.simulation.check.Promise;
import dev.flotilla.simulation.check.Verdict;
import dev.flotilla.simulation.network.Network;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.scenario.Scenario;
import dev.flotilla.simulation.scenario.Step;
import dev.flotilla.simulation.store.RevisionListener;
import dev.flotilla.simulation.store.SimStore;
import dev.flotilla.simulation.store.StoreWeather;
import dev.flotilla.simulation.time.Host;
import dev.flotilla.simulation.time.VirtualTime;
import dev.flotilla.simulation.trace.Trace;
import dev.flotilla.store.Change;
import dev.flotilla.store.key.KeyScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Registries, schedulers, machines and a user around one store. */
public final class Cluster {
    private final VirtualTime time;
    private final World world;
    private final SplittableRandom random;
    private final List<SchedulerNode> schedulers = new ArrayList<>();
    private final List<MachineNode> machines = new ArrayList<>();
    private final User user;
    private final Faults faults;
    private Optional<String> formerLeader = Optional.empty();

    public Cluster(Scenario scenario, Breakage breakage, VirtualTime time, Trace trace, Verdict verdict) {
        this.time = time;
        this.random = new SplittableRandom(scenario.seed() ^ 0x5DEECE66DL);
        Checks checks = new Checks(verdict, this::wellFor, () -> machines);
        Network network = new Network(time, random.split());
        Host storeHost = host("store");
        Loop storeLoop = new WorldLoop(time);
        SimStore store = new SimStore(storeLoop, () -> storeLoop, new Told(checks, trace));
        this.world = new World(
                time,
                network,
                storeHost,
                store,
                new StoreWeather(),
                checks,
                trace,
                breakage,
                random.split(),
                new ArrayList<>());
        storeHost.start();
        for (int i = 1; i <= scenario.registries(); i++) {
            world.registries().add(new RegistryNode(world, host("r" + i)));
        }
        for (int i = 1; i <= scenario.schedulers(); i++) {
            schedulers.add(new SchedulerNode(world, host("s" + i)));
        }
        for (int i = 1; i <= scenario.machines(); i++) {
            Map<String, String> metadata = i % 2 == 0 ? Map.of("disk", "ssd") : Map.of("disk", "hdd");
            Capacity capacity = i % 3 == 0 ? Capacity.UNKNOWN : new Capacity(4, 0);
            machines.add(new MachineNode(
                    world, new MachineId("m" + i), metadata, capacity, host("systemd-m" + i), host("m" + i)));
        }
        this.user = new User(world, host("user"));
        this.faults = new Faults(world, schedulers, machines);
    }

    private Host host(String name) {
        double rate = 1 + (random.nextDouble() - 0.5) / 25;
        return new Host(name, time, rate, (where, thrown) -> world().checks()
                .verdict()
                .broken(Promise.NOTHING_THROWS, where + " threw " + thrown + " at " + where(thrown)));
    }

    private World world() {
        return world;
    }

    private static String where(Throwable thrown) {
        StackTraceElement[] stack = thrown.getStackTrace();
        return stack.length == 0 ? "?" : stack[0].toString();
    }

    /** The user acts only through the steps. */
    public void start() {
        world.registries().forEach(RegistryNode::start);
        schedulers.forEach(SchedulerNode::start);
        machines.forEach(MachineNode::boot);
    }

    public void carryOut(Step step) {
        formerLeader = leader();
        if (step instanceof Step.Put
                || step instanceof Step.Desire
                || step instanceof Step.Destroy
                || step instanceof Step.Metadata
                || step instanceof Step.ListUnits
                || step instanceof Step.ReleaseBrake
                || step instanceof Step.Wrong) {
            UserSteps.carryOut(user, step, machines);
        } else {
            faults.carryOut(step);
        }
    }

    /** Who leads, by the store. */
    public Optional<String> leader() {
        return world.store()
                .stored(new KeyScheme().leader())
                .map(Records::leader)
                .map(Leader::candidate);
    }

    /** Who led when the last step was carried out. */
    public Optional<String> formerLeader() {
        return formerLeader;
    }

    public boolean isBraked() {
        return world.checks().oracle().isBraked();
    }

    /** What the user was told last. */
    public String answer() {
        return user.answer();
    }

    /** How many machines there are, whether they are up or not. */
    public int machines() {
        return machines.size();
    }

    /** Of the machine with that number, from 0, as the registry has it. */
    public Optional<MachineStatus> status(int machine) {
        return world.checks()
                .oracle()
                .status(machines.get(machine % machines.size()).id());
    }

    public Optional<String> placedOn(UnitName unit) {
        return world.checks().oracle().placedOn(unit).map(MachineId::value);
    }

    /** The machines that really run it. */
    public List<String> runningOn(UnitName unit) {
        return machines.stream()
                .filter(machine -> machine.runs(unit))
                .map(machine -> machine.id().value())
                .toList();
    }

    /** What is not yet as it should be; empty when all is. */
    public Optional<String> missing() {
        return world.checks().convergence().missing(machines);
    }

    /**
     * For how long nothing was wrong with the machine as this record knows it, its agent, and its ways to the registry;
     * nanoseconds. A boot that is over was not well.
     */
    private long wellFor(Machine machine) {
        return machines.stream()
                .filter(node -> node.bootId().equals(machine.bootId()))
                .mapToLong(node -> time.now() - node.host().lastTrouble())
                .findFirst()
                .orElse(0);
    }

    private record Told(Checks checks, Trace trace) implements RevisionListener {
        @Override
        public void committed(long revision, List<Change> changes) {
            changes.forEach(change -> {
                trace.add("store", revision + (change instanceof Change.Put ? " put " : " delete ") + change.key());
                if (change instanceof Change.Put put) {
                    trace.mix(put.entry().value().utf8());
                }
            });
            checks.oracle().committed(revision, changes);
        }

        @Override
        public void lostAfter(long revision) {
            checks.oracle().lostAfter(revision);
        }
    }
}
