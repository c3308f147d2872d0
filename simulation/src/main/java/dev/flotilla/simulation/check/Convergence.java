package dev.flotilla.simulation.check;

import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Whether everything is as it should be. */
public final class Convergence {
    private final Oracle oracle;

    Convergence(Oracle oracle) {
        this.oracle = oracle;
    }

    /** What is not yet so; empty when all is. Every machine is up. */
    public Optional<String> missing(Collection<? extends MachineView> machines) {
        ClusterState state = oracle.state();
        if (state.term() == 0) {
            return Optional.of("nobody leads");
        }
        for (MachineView view : machines) {
            Machine machine = state.machines().get(view.id());
            if (machine == null || machine.status() != MachineStatus.ONLINE) {
                return Optional.of("machine " + view.id() + " is up and not online");
            }
            Optional<String> wrong = onMachine(view, state.assigned(machine));
            if (wrong.isPresent()) {
                return wrong.map(words -> "on " + view.id() + " " + words);
            }
        }
        return state.units().values().stream()
                .filter(unit -> unit.desired() != DesiredState.INACTIVE)
                .filter(unit ->
                        !unit.requirements().global() && !state.placements().containsKey(unit.name()))
                .flatMap(unit -> couldBe(state, unit).stream())
                .findFirst();
    }

    private static Optional<String> couldBe(ClusterState state, Unit unit) {
        return state.machines().values().stream()
                .filter(machine -> machine.status() == MachineStatus.ONLINE)
                .filter(machine -> state.objection(unit, machine).isEmpty())
                .filter(machine -> state.overbooked(unit, machine).isEmpty())
                .filter(machine -> state.placedOn(machine.id()).stream().noneMatch(there -> there.requirements()
                        .displaces(there.name(), unit.name(), unit.requirements())))
                .filter(machine -> state.assigned(machine).keySet().stream()
                        .map(name -> state.units().get(name))
                        .noneMatch(there -> there != null
                                && unit.requirements().conflictsWith(unit.name(), there.name(), there.requirements())))
                .findFirst()
                .map(machine -> unit.name() + " waits, though " + machine.id() + " could run it");
    }

    private Optional<String> onMachine(MachineView view, Map<UnitName, Wanted> assigned) {
        Map<UnitName, UnitState> reported = oracle.states(view.id());
        for (UnitName name : view.units().keySet()) {
            if (!assigned.containsKey(name)) {
                return Optional.of("there is still " + name);
            }
        }
        if (!reported.keySet().equals(view.units().keySet())) {
            return Optional.of("there is " + view.units().keySet() + ", reported is " + reported.keySet());
        }
        for (var wanted : assigned.entrySet()) {
            Optional<String> wrong = unit(view, wanted.getKey(), wanted.getValue(), reported);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> unit(
            MachineView view, UnitName name, Wanted wanted, Map<UnitName, UnitState> reported) {
        RuntimeUnit there = view.units().get(name);
        UnitState said = reported.get(name);
        if (there == null || said == null) {
            return Optional.of("there is no " + name);
        }
        if (!there.hash().equals(wanted.hash())) {
            return Optional.of(name + " has old content");
        }
        if (!said.active().equals(there.status().active())
                || !said.sub().equals(there.status().sub())
                || !said.hash().equals(there.hash())) {
            return Optional.of(name + " is " + there.status().active() + ", reported is " + said.active());
        }
        if (said.observed() != wanted.desired()) {
            return Optional.of(name + " is to be " + wanted.desired().word() + " and was "
                    + said.observed().word());
        }
        boolean up = there.status().isActive();
        if (view.isSteady(name) && up != (wanted.desired() == DesiredState.LAUNCHED)) {
            return Optional.of(name + " is to be " + wanted.desired().word() + " and is "
                    + there.status().active());
        }
        return Optional.empty();
    }
}
