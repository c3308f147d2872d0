package dev.flotilla.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flotilla.gateway.view.MachineView;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.state.UnitState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A machine in {@code /v1}.
 *
 * @param metadata what constraints are judged by
 * @param units what it is to run or still has
 */
public record MachineJson(
        String id,
        String primaryIP,
        String status,
        Instant since,
        Map<String, String> metadata,
        Map<String, String> ownMetadata,
        Map<String, String> dynamicMetadata,
        CapacityJson capacity,
        String agentEndpoint,
        String agentVersion,
        String bootID,
        String replica,
        long revision,
        List<OccupantJson> units) {

    /** What a machine has to offer; 0 when it does not say. */
    public record CapacityJson(double cpus, long memoryBytes) {}

    /**
     * A unit on a machine.
     *
     * @param desiredState left out when the unit is destroyed and not stopped yet
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record OccupantJson(
            String name,
            Optional<String> desiredState,
            boolean global,
            Optional<String> load,
            Optional<String> active,
            Optional<String> sub) {}

    /** Machines at one revision. */
    public record MachineList(long revision, List<MachineJson> machines) {}

    public static MachineJson of(MachineView view) {
        Machine machine = view.machine();
        return new MachineJson(
                machine.id().value(),
                machine.primaryIp(),
                machine.status().name().toLowerCase(Locale.ROOT),
                machine.since(),
                new TreeMap<>(machine.effectiveMetadata()),
                new TreeMap<>(machine.metadata()),
                new TreeMap<>(machine.dynamicMetadata()),
                new CapacityJson(machine.capacity().cpus(), machine.capacity().memoryBytes()),
                machine.agentEndpoint(),
                machine.agentVersion(),
                machine.bootId(),
                machine.replicaId(),
                machine.revision(),
                view.occupants().stream().map(MachineJson::occupant).toList());
    }

    private static OccupantJson occupant(MachineView.Occupant occupant) {
        return new OccupantJson(
                occupant.name().value(),
                occupant.unit().map(unit -> unit.desired().word()),
                occupant.unit().map(unit -> unit.requirements().global()).orElse(false),
                occupant.state().map(UnitState::load),
                occupant.state().map(UnitState::active),
                occupant.state().map(UnitState::sub));
    }
}
