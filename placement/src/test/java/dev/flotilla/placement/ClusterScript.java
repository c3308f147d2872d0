package dev.flotilla.placement;

import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.machine.Metadata;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A cluster told in a few words, with the store's part played: plans are carried out and get revisions. */
final class ClusterScript {
    final Cluster cluster = new Cluster();
    final Planner planner = new Planner();
    final Map<String, Unit> units = new TreeMap<>();
    final Map<String, Machine> machines = new TreeMap<>();
    final Map<String, Placement> placements = new TreeMap<>();
    final Map<String, Pending> pending = new TreeMap<>();
    /** Somebody other than the planner has placed units. */
    boolean interfered;

    private long revision = 100;

    ClusterScript machine(String id, String metadata) {
        return machine(id, metadata, MachineStatus.ONLINE, Capacity.UNKNOWN);
    }

    ClusterScript machine(String id, String metadata, MachineStatus status, Capacity capacity) {
        return put(new Machine(
                new MachineId(id),
                "10.0.0.1",
                Metadata.parse(metadata),
                Map.of(),
                capacity,
                status,
                "session",
                "replica",
                "",
                "boot",
                Instant.EPOCH,
                ++revision));
    }

    ClusterScript put(Machine machine) {
        machines.put(machine.id().value(), machine);
        cluster.put(machine);
        return this;
    }

    ClusterScript status(String id, MachineStatus status) {
        Machine machine = machines.get(id);
        return machine(id, metadata(machine), status, machine.capacity());
    }

    ClusterScript metadata(String id, String metadata) {
        return machine(id, metadata, machines.get(id).status(), machines.get(id).capacity());
    }

    private static String metadata(Machine machine) {
        return String.join(
                ",",
                machine.effectiveMetadata().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
    }

    /** A launched unit; lines are those of its {@code [X-Fleet]} section, or of {@code [X-Flotilla]} after that header. */
    ClusterScript unit(String name, String... lines) {
        return unit(name, DesiredState.LAUNCHED, lines);
    }

    ClusterScript unit(String name, DesiredState desired, String... lines) {
        UnitName unitName = UnitName.parse(name);
        UnitFile file = UnitFile.parse(
                name, "[Service]\nExecStart=/bin/sleep 1000\n[X-Fleet]\n" + String.join("\n", lines) + "\n");
        Unit before = units.get(name);
        Instant now = Instant.ofEpochSecond(++revision);
        Unit unit = before == null
                ? Unit.define(unitName, file, desired, now, "test")
                : before.withFile(file, now, "test").withDesired(desired, now, "test");
        // As the registry does: another placement requirement, or no wish to be anywhere, ends the placement.
        if (desired == DesiredState.INACTIVE
                || before != null && !before.requirements().hasSameConstraints(unit.requirements())) {
            if (placements.remove(name) != null) {
                cluster.removePlacement(unitName);
            }
            if (pending.remove(name) != null) {
                cluster.removePending(unitName);
            }
        }
        return put(unit.withRevision(revision));
    }

    ClusterScript put(Unit unit) {
        units.put(unit.name().value(), unit);
        cluster.put(unit);
        return this;
    }

    ClusterScript destroy(String name) {
        UnitName unitName = UnitName.parse(name);
        units.remove(name);
        placements.remove(name);
        pending.remove(name);
        cluster.removeUnit(unitName);
        cluster.removePlacement(unitName);
        cluster.removePending(unitName);
        return this;
    }

    /** A placement that is there already. */
    ClusterScript placed(String name, String machine) {
        Placement placement = new Placement(
                UnitName.parse(name), new MachineId(machine), 1, Explanation.of("script"), Instant.EPOCH, ++revision);
        placements.put(name, placement);
        cluster.put(placement);
        interfered = true;
        return this;
    }

    /** The machine that a waiting unit was on when that was lost. */
    ClusterScript lostWith(String name, String machine) {
        Pending known = pending.get(name);
        Pending why = new Pending(
                known.unit(), known.explanation(), known.since(), Optional.of(new MachineId(machine)), ++revision);
        pending.put(name, why);
        cluster.put(why);
        return this;
    }

    Plan plan() {
        return planner.plan(cluster);
    }

    /** Plans and carries it out. */
    Plan settle() {
        Plan plan = plan();
        apply(plan);
        return plan;
    }

    void apply(Plan plan) {
        cluster.settled(plan);
        plan.changes().forEach(this::apply);
    }

    private void apply(Change change) {
        String name = change.unit().value();
        switch (change) {
            case Change.Place place -> {
                placements.put(
                        name,
                        new Placement(
                                place.unit(), place.machine(), 1, place.explanation(), Instant.EPOCH, ++revision));
                cluster.put(placements.get(name));
                if (pending.remove(name) != null) {
                    cluster.removePending(place.unit());
                }
            }
            case Change.Unplace unplace -> {
                placements.remove(name);
                cluster.removePlacement(unplace.unit());
                wait(unplace.unit(), unplace.explanation());
            }
            case Change.Wait wait -> wait(wait.unit(), wait.explanation());
        }
    }

    private void wait(UnitName unit, Explanation explanation) {
        Pending why = new Pending(unit, explanation, Instant.EPOCH, ++revision);
        pending.put(unit.value(), why);
        cluster.put(why);
    }

    /** The machine of a unit; empty text when it is on none. */
    String where(String name) {
        return Optional.ofNullable(placements.get(name))
                .map(placement -> placement.machine().value())
                .orElse("");
    }

    /** Why a unit waits; empty text when it does not. */
    String why(String name) {
        return Optional.ofNullable(pending.get(name))
                .map(waiting -> waiting.explanation().summary())
                .orElse("");
    }

    /** Why a unit is where it is. */
    String whyThere(String name) {
        return placements.get(name).explanation().summary();
    }

    /** The same state, told to a new cluster. */
    Cluster retold() {
        Cluster again = new Cluster();
        placements.values().forEach(again::put);
        pending.values().forEach(again::put);
        units.values().forEach(again::put);
        machines.values().forEach(again::put);
        return again;
    }
}
