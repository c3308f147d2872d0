package dev.flotilla.gateway.fleet;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flotilla.gateway.view.UnitView;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.state.UnitState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The JSON of fleet's API, field by field. */
public final class FleetSchema {
    private FleetSchema() {}

    /** One line of a unit file. */
    public record Option(String section, String name, String value) {}

    /**
     * A unit.
     *
     * @param currentState not said of a global unit: fleet has none
     * @param machineID where it is placed
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Unit(
            String name,
            List<Option> options,
            String desiredState,
            Optional<String> currentState,
            Optional<String> machineID) {}

    /** A page of units. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record UnitPage(List<Unit> units, Optional<String> nextPageToken) {}

    /** What a machine's systemd says of a unit. */
    public record State(
            String name,
            String hash,
            String machineID,
            String systemdLoadState,
            String systemdActiveState,
            String systemdSubState) {}

    /** A page of states. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record StatePage(List<State> states, Optional<String> nextPageToken) {}

    /** A machine that is not lost. */
    public record MachineEntry(String id, String primaryIP, Map<String, String> metadata) {}

    /** A page of machines. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record MachinePage(List<MachineEntry> machines, Optional<String> nextPageToken) {}

    /** What is wrong. */
    public record Fault(int code, String message) {}

    /** The body of every answer that refuses. */
    public record ErrorBody(Fault error) {
        public static ErrorBody of(int code, String message) {
            return new ErrorBody(new Fault(code, message));
        }
    }

    public static Unit unit(UnitView view) {
        return new Unit(
                view.unit().name().value(),
                options(view),
                view.unit().desired().word(),
                view.isGlobal()
                        ? Optional.empty()
                        : Optional.of(view.currentState().word()),
                view.placement().map(placement -> placement.machine().value()));
    }

    private static List<Option> options(UnitView view) {
        return view.unit().file().options().stream()
                .map(option -> new Option(option.section(), option.name(), option.value()))
                .toList();
    }

    public static State state(UnitState state) {
        return new State(
                state.unit().value(),
                state.hash().hex(),
                state.machine().value(),
                state.load(),
                state.active(),
                state.sub());
    }

    public static MachineEntry machine(Machine machine) {
        return new MachineEntry(machine.id().value(), machine.primaryIp(), new TreeMap<>(machine.effectiveMetadata()));
    }
}
