package dev.flotilla.agent.companion;

import dev.flotilla.agent.assignment.Assignments;
import dev.flotilla.agent.reconcile.StopGate;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Everybody beside the agent. Confined to the agent's loop. */
public final class Companions {
    private static final Comparator<LocalUnit> BY_NAME =
            Comparator.comparing(unit -> unit.state().unit());

    private final Map<Companion, Boolean> present = new LinkedHashMap<>();
    private final Drains drains;
    private Map<UnitName, LocalUnit> told = Map.of();

    public Companions(Supplier<Duration> uptime) {
        this.drains = new Drains(uptime, () -> present.containsValue(true));
    }

    /** Holds units that offer something until that is withdrawn. */
    public StopGate gate() {
        return drains;
    }

    /**
     * Somebody came: it is told everything.
     *
     * @param withdraws it is waited for before a unit is stopped
     */
    public void join(Companion companion, boolean withdraws) {
        present.put(companion, withdraws);
        companion.news(true, told.values().stream().sorted(BY_NAME).toList(), List.of());
    }

    public void leave(Companion companion) {
        present.remove(companion);
    }

    /** A companion has withdrawn what the unit offers. */
    public void withdrawn(UnitName unit) {
        drains.withdrawn(unit);
    }

    /** What the machine is to run, before it is acted upon. */
    public void know(Assignments assignments) {
        drains.know(assignments);
    }

    /** How the units are, after a turn. */
    public void publish(Map<UnitName, UnitState> states) {
        Set<UnitName> leaving = drains.leaving();
        Map<UnitName, LocalUnit> now = new HashMap<>();
        states.forEach((name, state) -> now.put(name, new LocalUnit(state, drains.file(name), leaving.contains(name))));
        List<LocalUnit> changed = new ArrayList<>();
        now.forEach((name, unit) -> {
            if (!unit.equals(told.get(name))) {
                changed.add(unit);
            }
        });
        List<UnitName> removed = told.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .sorted()
                .toList();
        if (changed.isEmpty() && removed.isEmpty()) {
            return;
        }
        told = now;
        changed.sort(BY_NAME);
        List.copyOf(present.keySet()).forEach(companion -> companion.news(false, changed, removed));
    }
}
