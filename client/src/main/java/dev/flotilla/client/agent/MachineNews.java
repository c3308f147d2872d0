package dev.flotilla.client.agent;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import java.util.List;
import java.util.Objects;

/**
 * What a machine runs.
 *
 * @param complete units that are not in it are not there; otherwise it is what changed
 * @param primaryIp the address other machines reach it at
 */
public record MachineNews(
        boolean complete,
        MachineId machine,
        String primaryIp,
        String bootId,
        List<LocalUnit> changed,
        List<UnitName> removed) {
    public MachineNews {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(primaryIp, "primaryIp");
        Objects.requireNonNull(bootId, "bootId");
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
    }
}
