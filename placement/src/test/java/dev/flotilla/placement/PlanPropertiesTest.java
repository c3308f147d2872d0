package dev.flotilla.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.requirement.GlobalUnits;
import dev.flotilla.model.requirement.Requirements;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** What holds for any cluster, whatever happens to it. The rules are told once more here, as plainly as can be. */
class PlanPropertiesTest {
    private static final int MACHINES = 6;
    private static final String[] UNITS = {
        "a.service",
        "b.service",
        "c.service",
        "web@1.service",
        "web@2.service",
        "web@3.service",
        "db.service",
        "x.service"
    };
    private static final String[] REQUIREMENTS = {
        "",
        "MachineMetadata=disk=ssd",
        "MachineMetadata=\"disk=ssd\" \"disk=hdd\"\nMachineMetadata=zone=a",
        "Conflicts=web@*.service",
        "Conflicts=b.service",
        "Conflicts=*",
        "MachineOf=a.service",
        "MachineOf=web@1.service",
        "MachineOf=db.service\nMachineMetadata=disk=ssd",
        "MachineID=m1",
        "MachineID=m",
        "Replaces=a.service",
        "Replaces=web@*.service",
        "Global=true\nMachineMetadata=disk=ssd",
        "Global=true\nConflicts=c.service",
        "[X-Flotilla]\nCPU=1",
        "MachineOf=a.service\n[X-Flotilla]\nCPU=2"
    };
    private static final String[] METADATA = {"", "disk=ssd", "disk=hdd,zone=a", "disk=ssd,zone=a", "disk=ssd,zone=b"};

    /** Each number is something that happens. */
    @Provide
    Arbitrary<List<Integer>> happenings() {
        return Arbitraries.integers()
                .between(0, 200_000)
                .withDistribution(RandomDistribution.uniform())
                .list()
                .ofMaxSize(80);
    }

    private static void happen(ClusterScript script, int choice) {
        int what = choice % 20;
        int which = choice / 20;
        String machine = "m" + which % MACHINES;
        String unit = UNITS[which % UNITS.length];
        int detail = which / 48;
        if (what < 3) {
            Capacity capacity = detail % 3 == 0 ? new Capacity(2, 0) : Capacity.UNKNOWN;
            script.machine(machine, METADATA[detail % METADATA.length], MachineStatus.ONLINE, capacity);
        } else if (what < 6 && script.machines.containsKey(machine)) {
            script.status(machine, MachineStatus.values()[detail % 3]);
        } else if (what == 6) {
            script.destroy(unit);
        } else if (what == 7 && script.units.containsKey(unit)) {
            script.put(script.units
                    .get(unit)
                    .withDesired(DesiredState.LOADED, script.units.get(unit).changed(), ""));
        } else if (what == 8) {
            script.cluster.brake(detail % 2 == 0);
        } else if (what == 9) {
            script.cluster.lookEverywhere();
        } else if (what == 11 && isPlaceable(script.units.get(unit))) {
            // Whoever put it there, and however wrong.
            script.placed(unit, "m" + detail % (MACHINES + 1));
        } else {
            String requirements = REQUIREMENTS[detail % REQUIREMENTS.length];
            if (!requirements.contains("MachineOf=" + unit)) {
                DesiredState desired = what == 10 ? DesiredState.INACTIVE : DesiredState.LAUNCHED;
                script.unit(unit, desired, requirements.split("\n"));
            }
        }
    }

    private static boolean isPlaceable(@Nullable Unit unit) {
        return unit != null
                && unit.desired() != DesiredState.INACTIVE
                && !unit.requirements().global();
    }

    @Property(tries = 3000)
    void everyPlanKeepsEveryPromise(@ForAll("happenings") List<Integer> choices) {
        ClusterScript script = new ClusterScript();
        for (int i = 0; i < MACHINES / 2; i++) {
            script.machine("m" + i, METADATA[i + 1]);
        }
        int step = 0;
        for (int choice : choices) {
            happen(script, choice);
            if (step++ % 3 == 0) {
                planAndCheck(script);
            }
        }
        planAndCheck(script);
        settleWhole(script);
        checkGroups(script);
    }

    private static void planAndCheck(ClusterScript script) {
        Plan plan = script.plan();
        assertThat(script.plan()).as("planning changes nothing").isEqualTo(plan);
        assertThat(plan.changes())
                .extracting(Change::unit)
                .as("one decision for a unit")
                .doesNotHaveDuplicates();
        Map<String, Placement> before = new TreeMap<>(script.placements);
        checkCauses(script, plan, before);
        script.cluster.settled(plan);
        for (Change change : plan.changes()) {
            script.apply(new Plan(List.of(change), false, false, List.of()));
            if (change instanceof Change.Place place) {
                checkConstraints(script, place);
            }
        }
        checkNothingIsLeft(script);
    }

    /**
     * A plan of the planned cluster is empty. No unit is moved twice in a plan: where units give way to others, or where
     * somebody else put units where they must not be, what is left to do is done by one or two plans more.
     */
    private static void checkNothingIsLeft(ClusterScript script) {
        boolean orderly = !script.interfered
                && script.units.values().stream()
                        .allMatch(unit -> unit.requirements().replaces().isEmpty());
        for (int round = 0; round < 3; round++) {
            Plan left = script.plan();
            if (moves(left).isEmpty()) {
                return;
            }
            assertThat(orderly).as(left.toString()).isFalse();
            script.settle();
        }
        throw new AssertionError("still moving units: " + script.plan());
    }

    /** Each on its own machine: what the record says when the change is applied, in the order of the plan. */
    private static void checkConstraints(ClusterScript script, Change.Place place) {
        Unit unit = script.units.get(place.unit().value());
        Machine machine = script.machines.get(place.machine().value());
        Requirements requirements = unit.requirements();
        assertThat(machine.isOnline()).as(place.toString()).isTrue();
        assertThat(unit.revision()).isEqualTo(place.unitRevision());
        assertThat(machine.revision()).isEqualTo(place.machineRevision());
        assertThat(requirements.metadata().matches(machine.effectiveMetadata()))
                .as(place.toString())
                .isTrue();
        requirements.machineId().ifPresent(selector -> assertThat(selector.matches(machine.id()))
                .isTrue());
        List<Unit> others = neighbours(script, place);
        List<Unit> globals = GlobalUnits.eligible(script.units.values(), machine.effectiveMetadata(), others);
        assertThat(others)
                .noneMatch(other -> requirements.conflictsWith(unit.name(), other.name(), other.requirements()));
        assertThat(globals)
                .noneMatch(other -> requirements.conflictsWith(unit.name(), other.name(), other.requirements()));
        requirements.machineOf().ifPresent(target -> assertThat(script.where(target.value())
                                .equals(machine.id().value())
                        || globals.stream().anyMatch(global -> global.name().equals(target)))
                .as(place.toString())
                .isTrue());
        if (machine.capacity().cpus() > 0 && requirements.reserved().cpus() > 0) {
            double sum = requirements.reserved().cpus()
                    + others.stream()
                            .mapToDouble(
                                    other -> other.requirements().reserved().cpus())
                            .sum();
            assertThat(sum)
                    .as(place.toString())
                    .isLessThanOrEqualTo(machine.capacity().cpus());
        }
    }

    private static List<Unit> neighbours(ClusterScript script, Change.Place place) {
        return script.placements.values().stream()
                .filter(other ->
                        other.machine().equals(place.machine()) && !other.unit().equals(place.unit()))
                .map(other -> script.units.get(other.unit().value()))
                .filter(other -> other.desired() != DesiredState.INACTIVE
                        && !other.requirements().global())
                .toList();
    }

    private static void checkCauses(ClusterScript script, Plan plan, Map<String, Placement> before) {
        Map<String, String> after = new TreeMap<>();
        before.forEach((name, placement) -> after.put(name, placement.machine().value()));
        for (Change change : plan.changes()) {
            String name = change.unit().value();
            if (change instanceof Change.Place place) {
                after.put(name, place.machine().value());
            } else if (change instanceof Change.Unplace) {
                after.remove(name);
            }
        }
        for (Change change : plan.changes()) {
            Placement placement = before.get(change.unit().value());
            if (placement != null) {
                assertThat(hasCause(script, placement, before, after))
                        .as(change.toString())
                        .isTrue();
            }
        }
    }

    private static boolean hasCause(
            ClusterScript script, Placement placement, Map<String, Placement> before, Map<String, String> after) {
        Unit unit = script.units.get(placement.unit().value());
        Requirements requirements = unit.requirements();
        Machine machine = script.machines.get(placement.machine().value());
        if (machine == null || machine.status() != MachineStatus.ONLINE) {
            return true;
        }
        boolean crowded = script.units.values().stream()
                .filter(other -> other.desired() != DesiredState.INACTIVE
                        && !other.name().equals(unit.name()))
                .filter(other ->
                        machine.id().value().equals(after.get(other.name().value()))
                                || Optional.ofNullable(before.get(other.name().value()))
                                        .filter(at -> at.machine().equals(machine.id()))
                                        .isPresent())
                .anyMatch(other -> requirements.conflictsWith(unit.name(), other.name(), other.requirements())
                        || other.requirements().displaces(other.name(), unit.name(), requirements));
        boolean targetElsewhere = requirements
                .machineOf()
                .filter(target -> isElsewhere(after.get(target.value()), machine)
                        || isElsewhere(machineOf(before.get(target.value())), machine))
                .isPresent();
        boolean globalGone = requirements
                .machineOf()
                .map(target -> script.units.get(target.value()))
                .filter(target -> target.requirements().global())
                .isPresent();
        return crowded
                || targetElsewhere
                || globalGone
                || !requirements.metadata().matches(machine.effectiveMetadata())
                || requirements
                        .machineId()
                        .filter(selector -> !selector.matches(machine.id()))
                        .isPresent();
    }

    private static @Nullable String machineOf(@Nullable Placement placement) {
        return placement == null ? null : placement.machine().value();
    }

    private static boolean isElsewhere(@Nullable String at, Machine machine) {
        return at != null && !at.equals(machine.id().value());
    }

    private static List<Change> moves(Plan plan) {
        return plan.changes().stream()
                .filter(change -> !(change instanceof Change.Wait))
                .toList();
    }

    private static void settleWhole(ClusterScript script) {
        script.cluster.lookEverywhere();
        script.settle();
        checkNothingIsLeft(script);
        script.settle();
        script.cluster.lookEverywhere();
        assertThat(script.plan().changes()).as("looking everywhere once more").isEmpty();
    }

    private static void checkGroups(ClusterScript script) {
        for (Unit unit : script.units.values()) {
            Optional<String> target = unit.requirements()
                    .machineOf()
                    .map(name -> script.where(name.value()))
                    .filter(at -> !at.isEmpty());
            String here = script.where(unit.name().value());
            Machine there = script.machines.get(here);
            if (target.isPresent() && there != null && there.isOnline()) {
                assertThat(here).as(unit.name().value()).isEqualTo(target.get());
            }
        }
    }

    @Property(tries = 1000)
    void whatIsRememberedChangesNoDecision(@ForAll("happenings") List<Integer> choices, @ForAll Random random) {
        ClusterScript script = new ClusterScript();
        boolean[] braked = {false};
        for (int choice : choices) {
            happen(script, choice);
            braked[0] = choice % 20 == 8 ? choice / 20 / 48 % 2 == 0 : braked[0];
            if (random.nextInt(3) == 0) {
                script.settle();
            }
        }
        Cluster told = shuffled(script, random);
        told.brake(braked[0]);
        told.lookEverywhere();
        assertThat(moves(new Planner().plan(told))).isEqualTo(moves(script.plan()));
        script.cluster.lookEverywhere();
        assertThat(new Planner().plan(told)).isEqualTo(script.plan());
    }

    private static Cluster shuffled(ClusterScript script, Random random) {
        Cluster cluster = new Cluster();
        List<Runnable> records = new ArrayList<>();
        script.placements.values().forEach(placement -> records.add(() -> cluster.put(placement)));
        script.pending.values().forEach(pending -> records.add(() -> cluster.put(pending)));
        script.units.values().forEach(unit -> records.add(() -> cluster.put(unit)));
        script.machines.values().forEach(machine -> records.add(() -> cluster.put(machine)));
        Collections.shuffle(records, random);
        records.forEach(Runnable::run);
        return cluster;
    }

    @Property(tries = 1000)
    void theReasonsAreThoseOfEachMachine(@ForAll("happenings") List<Integer> choices) {
        ClusterScript script = new ClusterScript();
        choices.forEach(choice -> happen(script, choice));
        script.cluster.occupancy.freshen();
        Constraints constraints = new Constraints(script.cluster);
        Groups groups = new Groups(script.cluster);
        Refusals refusals = new Refusals(script.cluster, constraints, groups);
        for (UnitEntry entry : script.cluster.unplaced()) {
            Map<Refusal, List<Integer>> found = new HashMap<>();
            refusals.of(entry)
                    .forEach((refusal, set) ->
                            found.put(refusal, set.stream().boxed().toList()));
            assertThat(found).as(entry.toString()).isEqualTo(oneByOne(script, constraints, groups, entry));
        }
    }

    private static Map<Refusal, List<Integer>> oneByOne(
            ClusterScript script, Constraints constraints, Groups groups, UnitEntry entry) {
        Requirements requirements = entry.requirements();
        boolean tied =
                requirements.machineId().isPresent() || !requirements.metadata().isEmpty();
        Optional<UnitEntry> target = groups.target(entry);
        Map<Refusal, List<Integer>> refusals = new HashMap<>();
        for (Host host : script.cluster.occupancy.index.all()) {
            Optional<Refusal> refusal = target.isPresent() && target.get().host != host
                    ? Optional.of(new Refusal.Without(target.get().name))
                    : constraints.refusal(entry, host);
            refusal.filter(why -> host.isAlive() || tied && why instanceof Refusal.Lost)
                    .ifPresent(why -> refusals.computeIfAbsent(why, w -> new ArrayList<>())
                            .add(host.ordinal));
        }
        return refusals;
    }

    @Property(tries = 1000)
    void smallPlansGetThereToo(
            @ForAll("happenings") List<Integer> choices, @ForAll @IntRange(min = 1, max = 4) int limit) {
        ClusterScript script = new ClusterScript();
        choices.forEach(choice -> happen(script, choice));
        for (int round = 0; round < 100; round++) {
            Plan plan = script.planner.plan(script.cluster, limit);
            script.apply(plan);
            if (!plan.leavesMore() && plan.isEmpty()) {
                script.cluster.lookEverywhere();
                assertThat(moves(script.plan())).isEmpty();
                return;
            }
        }
        throw new AssertionError("still planning after 100 rounds");
    }
}
