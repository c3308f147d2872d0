package dev.flotilla.registry.session;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What one agent was told of its assignments, and what it has to be told now: everything first, then differences. */
final class AssignmentFeed {
    private final Map<UnitName, Told> told = new TreeMap<>();
    /** The files that the agent said it has; one it was told to drop, or got another version of, counts no more. */
    private final Map<UnitName, UnitHash> held;

    private boolean complete;

    AssignmentFeed(Map<UnitName, UnitHash> held) {
        this.held = new HashMap<>(held);
    }

    /** The time of the change tells a start that is asked for again from one that was told before. */
    private record Told(UnitHash hash, DesiredState desired, Instant changed) {}

    /** The next message; empty when the agent knows it all. */
    Optional<ToAgent.Assignments> next(Map<UnitName, Unit> assigned, long revision) {
        List<UnitName> removed = told.keySet().stream()
                .filter(name -> !assigned.containsKey(name))
                .toList();
        removed.forEach(name -> {
            told.remove(name);
            held.remove(name);
        });
        List<AssignedUnit> changed = new ArrayList<>();
        assigned.forEach((name, unit) -> {
            Told now = new Told(unit.hash(), unit.desired(), unit.changed());
            if (!now.equals(told.put(name, now))) {
                changed.add(new AssignedUnit(unit, !isHeld(unit)));
            }
        });
        boolean first = !complete;
        complete = true;
        if (first) {
            held.keySet().retainAll(assigned.keySet()); // the agent lets go of the others
        }
        return first || !changed.isEmpty() || !removed.isEmpty()
                ? Optional.of(new ToAgent.Assignments(revision, first, changed, first ? List.of() : removed))
                : Optional.empty();
    }

    private boolean isHeld(Unit unit) {
        boolean same = unit.hash().equals(held.get(unit.name()));
        if (!same) {
            held.remove(unit.name());
        }
        return same;
    }
}
