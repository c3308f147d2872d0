package dev.flotilla.placement;

import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.unit.Unit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The making of one plan: first the units that have to leave their machines, then those that are on none. */
final class Pass {
    private final Cluster cluster;
    private final int limit;
    private final Constraints constraints;
    private final Groups groups;
    private final Departures departures;
    private final Explanations explanations;
    private final Decisions decisions;
    private final GroupPlacement placement;

    Pass(Cluster cluster, Weights weights, int limit) {
        this.cluster = cluster;
        this.limit = limit;
        this.constraints = new Constraints(cluster);
        this.groups = new Groups(cluster);
        this.departures = new Departures(cluster, constraints, groups);
        this.explanations = new Explanations(cluster, constraints, groups);
        this.decisions = new Decisions(cluster.occupancy);
        this.placement = new GroupPlacement(cluster, weights, constraints, groups, departures, decisions, explanations);
    }

    Plan run() {
        cluster.occupancy.freshen();
        try {
            List<UnitEntry> waiting;
            boolean allHaveLeft;
            int before;
            do {
                before = decisions.roomMade();
                moveDisplaced();
                allHaveLeft = !full();
                waiting = placeWaiting();
                // Who left may have made room for one that had to stay.
            } while (decisions.roomMade() > before && !full());
            allHaveLeft &= decisions.roomMade() == before;
            List<Change> changes = decisions.changes(explanations);
            boolean complete = !full();
            if (complete) {
                complete = explain(waiting, changes);
            }
            return new Plan(changes, complete, allHaveLeft);
        } finally {
            decisions.undo();
        }
    }

    /** Something may fit that did not, by what happened before or by what this plan does. */
    private boolean isLoosened() {
        return cluster.isLoosened() || decisions.roomMade() > 0;
    }

    private boolean full() {
        return decisions.size() >= limit;
    }

    /** Who replaces others first, targets before their followers, and who came earlier before who came later. */
    private Set<UnitEntry> displaced() {
        TreeSet<Host> hosts = new TreeSet<>(cluster.suspects());
        if (isLoosened()) {
            // Units that would rather leave may have somewhere to go now.
            hosts.addAll(cluster.occupancy.restless());
        }
        return hosts.stream()
                .flatMap(host -> host.units.stream())
                .filter(entry -> !decisions.has(entry) && departures.of(entry).isPresent())
                .sorted(Comparator.comparing((UnitEntry entry) -> entry.replaces.isEmpty())
                        .thenComparingInt(groups::depth)
                        .thenComparing(UnitEntry.BY_ARRIVAL))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void moveDisplaced() {
        Set<UnitEntry> displaced = displaced();
        placeThoseTheyFollow(displaced);
        moveThoseThatCan(displaced);
        Iterator<UnitEntry> leaving = hopelessFirst(displaced).iterator();
        while (leaving.hasNext() && !full()) {
            if (takeOffThoseThatMust(leaving, displaced)) {
                moveThoseThatCan(displaced);
            }
        }
    }

    /** Those first that would fit nowhere even if all of them had left: they may make room for the others. */
    private List<UnitEntry> hopelessFirst(Set<UnitEntry> displaced) {
        Map<UnitEntry, Optional<Host>> lifted = new LinkedHashMap<>();
        displaced.stream()
                .filter(entry -> !decisions.has(entry))
                .forEach(entry -> lifted.put(entry, decisions.lift(entry)));
        Set<UnitEntry> hopeful = displaced.stream()
                .filter(entry -> !constraints.fitting(entry).isEmpty())
                .collect(Collectors.toSet());
        lifted.forEach(decisions::putBack);
        return displaced.stream()
                .sorted(Comparator.comparing(hopeful::contains))
                .toList();
    }

    /** A follower that has to leave may go where its target, now on no machine, is placed. */
    private void placeThoseTheyFollow(Set<UnitEntry> displaced) {
        for (UnitEntry entry : displaced) {
            for (UnitEntry target : groups.targets(entry)) {
                if (target.host == null && target.isPlaceable() && !decisions.has(target) && !full()) {
                    placement.move(target, cause(target));
                }
            }
        }
    }

    private void moveThoseThatCan(Set<UnitEntry> displaced) {
        int before;
        do {
            before = decisions.roomMade();
            for (Iterator<UnitEntry> each = displaced.iterator(); each.hasNext() && !full(); ) {
                UnitEntry entry = each.next();
                Optional<Departure> why = decisions.has(entry) ? Optional.empty() : departures.of(entry);
                if (why.isEmpty() || !followsOneOf(displaced, entry) && placement.move(entry, why.get())) {
                    each.remove();
                }
            }
        } while (decisions.roomMade() > before);
    }

    /** Its target may still take it along. */
    private boolean followsOneOf(Set<UnitEntry> displaced, UnitEntry entry) {
        return groups.target(entry).filter(displaced::contains).isPresent();
    }

    /** Ends as soon as one of them makes room for the others, which is what it returns. */
    private boolean takeOffThoseThatMust(Iterator<UnitEntry> leaving, Set<UnitEntry> displaced) {
        int before = decisions.roomMade();
        while (leaving.hasNext() && !full()) {
            UnitEntry entry = leaving.next();
            displaced.remove(entry);
            Optional<Departure> why = decisions.has(entry) ? Optional.empty() : departures.of(entry);
            if (why.isPresent() && !mayStay(why.get())) {
                decisions.unplace(entry, why.get().words());
                if (decisions.roomMade() > before) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean mayStay(Departure why) {
        return why.kind().mayStay()
                || why.kind() == Departure.Kind.LOST
                        && cluster.occupancy.index.online().isEmpty();
    }

    /** Returns those that still wait. */
    private List<UnitEntry> placeWaiting() {
        List<UnitEntry> waiting = new ArrayList<>(isLoosened() ? cluster.unplaced() : cluster.touched());
        // Those that replace others first: what comes after them keeps away from their machines. Then leaders, who take
        // their followers along.
        waiting.sort(Comparator.comparing((UnitEntry entry) -> entry.replaces.isEmpty())
                .thenComparingInt(groups::depth)
                .thenComparing(Comparator.naturalOrder()));
        int before;
        do {
            before = decisions.roomMade();
            for (Iterator<UnitEntry> each = waiting.iterator(); each.hasNext() && !full(); ) {
                UnitEntry entry = each.next();
                if (entry.host != null || placement.move(entry, cause(entry))) {
                    each.remove();
                }
            }
        } while (decisions.roomMade() > before && !full());
        // Some have been taken along by a target that came after them.
        waiting.removeIf(entry -> entry.host != null);
        return waiting;
    }

    private static String cause(UnitEntry entry) {
        Unit unit = entry.unit;
        if (entry.pending != null) {
            return "fits now";
        }
        return unit != null && unit.created().equals(unit.changed()) ? "new unit" : "unit changed";
    }

    /** The machine it was lost with is back and runs it until it is said that it cannot stay. */
    private boolean isKeptInDoubt(Pending pending) {
        return pending.lostWith()
                .map(machine -> cluster.occupancy.byId().get(machine.value()))
                .filter(Host::isOnline)
                .isPresent();
    }

    /** Adds the reasons that are not on record; false when there are more than the limit allows. */
    private boolean explain(List<UnitEntry> waiting, List<Change> changes) {
        for (UnitEntry entry : waiting) {
            if (changes.size() >= limit) {
                return false;
            }
            Explanations.Waiting why = explanations.waiting(entry);
            if (entry.pending == null
                    || isKeptInDoubt(entry.pending)
                    || !entry.pending
                            .explanation()
                            .summary()
                            .equals(why.explanation().summary())) {
                changes.add(new Change.Wait(entry.name, entry.unitRevision(), why.explanation(), why.waitingHelps()));
            }
        }
        return true;
    }
}
