package dev.flotilla.registry.machine;

import dev.flotilla.model.machine.Machine;
import java.util.List;

/** Machines by id, at a revision. */
public record MachineList(List<Machine> machines, long revision) {
    public MachineList {
        machines = List.copyOf(machines);
    }
}
