package dev.flotilla.client.machine;

import dev.flotilla.model.machine.Machine;
import java.util.List;

/**
 * Machines, sorted by id.
 *
 * @param revision of the list
 */
public record MachineList(List<Machine> machines, long revision) {
    public MachineList {
        machines = List.copyOf(machines);
    }
}
