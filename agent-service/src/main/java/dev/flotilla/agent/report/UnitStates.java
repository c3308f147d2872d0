package dev.flotilla.agent.report;

import dev.flotilla.agent.assignment.Assignment;
import dev.flotilla.agent.assignment.Assignments;
import dev.flotilla.agent.reconcile.Achieved;
import dev.flotilla.agent.reconcile.Reconciler;
import dev.flotilla.agent.runtime.Runtime;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.UnitStatus;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Puts together what is reported of each unit: what the runtime sees, and how far the agent brought it. */
public final class UnitStates {
    private final MachineId machine;
    private final Runtime runtime;
    private final Reconciler reconciler;
    private final Supplier<Instant> wallClock;
    private final Map<UnitName, Instant> missingSince = new HashMap<>();

    public UnitStates(MachineId machine, Runtime runtime, Reconciler reconciler, Supplier<Instant> wallClock) {
        this.machine = machine;
        this.runtime = runtime;
        this.reconciler = reconciler;
        this.wallClock = wallClock;
    }

    /** Everything the machine has of ours, and what it should have but cannot load. Does not change afterwards. */
    public Map<UnitName, UnitState> of(Assignments assignments) {
        Map<UnitName, UnitState> states = new HashMap<>();
        runtime.list().forEach((name, unit) -> states.put(name, state(unit, reconciler.achieved(name))));
        assignments.units().forEach((name, assignment) -> {
            if (!states.containsKey(name)) {
                reconciler.failure(name).ifPresent(reason -> states.put(name, missing(assignment, reason)));
            }
        });
        missingSince.keySet().removeIf(name -> reconciler.failure(name).isEmpty());
        return Collections.unmodifiableMap(states);
    }

    private UnitState state(RuntimeUnit unit, Optional<Achieved> achieved) {
        UnitStatus status = unit.status();
        return new UnitState(
                unit.name(),
                machine,
                unit.hash(),
                achieved.filter(done -> !isOfBefore(unit)).map(Achieved::state).orElse(DesiredState.LOADED),
                status.load(),
                status.active(),
                status.sub(),
                status.since(),
                status.detail());
    }

    /** A failed unit that is being started shows its earlier failure until the start has begun: that is not what came of it. */
    private boolean isOfBefore(RuntimeUnit unit) {
        return unit.status().isFailed() && reconciler.isStarting(unit.name());
    }

    private UnitState missing(Assignment assignment, String reason) {
        return new UnitState(
                assignment.name(),
                machine,
                assignment.hash(),
                DesiredState.LOADED,
                "error",
                "inactive",
                "dead",
                missingSince.computeIfAbsent(assignment.name(), name -> wallClock.get()),
                reason);
    }
}
