package dev.flotilla.benchmarks.placement;

import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.placement.Change;
import dev.flotilla.placement.Cluster;
import dev.flotilla.placement.Plan;
import java.time.Instant;
import java.util.Map;

/** Builds clusters of thousands of machines. */
final class LargeCluster {
    final Cluster cluster = new Cluster();
    private long revision;

    LargeCluster(int machines) {
        for (int i = 0; i < machines; i++) {
            cluster.put(machine(i));
        }
    }

    private Machine machine(int i) {
        Map<String, String> metadata = Map.of(
                "zone", "abc".substring(i % 3, i % 3 + 1), "disk", i % 2 == 0 ? "ssd" : "hdd", "host", "host-" + i);
        return new Machine(
                new MachineId("%08x%024x".formatted(i * 0x9E3779B1, i)),
                "10.0.0.1",
                metadata,
                Map.of(),
                Capacity.UNKNOWN,
                MachineStatus.ONLINE,
                "session",
                "replica",
                "",
                "boot",
                Instant.EPOCH,
                ++revision);
    }

    void lose(int i) {
        cluster.put(machine(i).lost(Instant.EPOCH));
    }

    void comesBack(int i) {
        cluster.put(machine(i));
    }

    /** Launched; the text is its {@code [X-Fleet]} section. */
    void unit(String name, String requirements) {
        UnitFile file = UnitFile.parse(name, "[Service]\nExecStart=/bin/true\n[X-Fleet]\n" + requirements);
        cluster.put(Unit.define(UnitName.parse(name), file, DesiredState.LAUNCHED, Instant.EPOCH, "")
                .withRevision(++revision));
    }

    /** Units that run anywhere. */
    void freeUnits(int count) {
        for (int i = 0; i < count; i++) {
            unit("free-" + i + ".service", "");
        }
    }

    /** Applications in pairs: an instance on machines with some metadata, apart from its like, and its companion beside it. */
    void boundUnits(int count) {
        for (int i = 0; i < count / 2; i++) {
            String app = "app" + i % 250;
            String metadata = i % 2 == 0 ? "MachineMetadata=disk=ssd" : "MachineMetadata=\"zone=a\" \"zone=b\"";
            unit(app + "@" + i + ".service", metadata + "\nConflicts=" + app + "@*.service\n");
            unit(app + "-discovery@" + i + ".service", "MachineOf=" + app + "@" + i + ".service\n");
        }
    }

    /** Carries a plan out, as a scheduler does. */
    void apply(Plan plan) {
        cluster.settled(plan);
        for (Change change : plan.changes()) {
            if (!(change instanceof Change.Place place)) {
                throw new IllegalStateException(change.toString());
            }
            cluster.put(new Placement(place.unit(), place.machine(), 1, Explanation.of(""), Instant.EPOCH, ++revision));
        }
    }

    /** Takes a unit away whole. */
    void remove(String name) {
        UnitName unit = UnitName.parse(name);
        cluster.removeUnit(unit);
        cluster.removePlacement(unit);
    }
}
