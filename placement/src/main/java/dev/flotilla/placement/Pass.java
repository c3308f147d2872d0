package dev.flotilla.placement;

import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
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
    /**
     * Why a unit fits nowhere may take a look at every machine, a microsecond each: a plan for thousands of such units on
     * thousands of machines would outlast the term of the leader who makes it.
     */
    static final int MOST_LOOKS = 200_000;

    private final Cluster cluster;
    private final int limit;
    private final Constraints constraints;
    private final Groups groups;
    private final Departures departures;
    private final Refusals refusals;
    private final Explanations explanations;
    private final Decisions decisions;
    private final GroupPlacement placement;
    /** So many machines will be looked at to say why units were taken off. */
    private long owed;

    Pass(Cluster cluster, Weights weights, int limit) {
        this.cluster = cluster;
        this.limit = limit;
        this.constraints = new Constraints(cluster);
        this.groups = new Groups(cluster);
        this.departures = new Departures(cluster, constraints, groups);
        this.refusals = new Refusals(cluster, constraints, groups);
        this.explanations = new Explanations(cluster, groups, refusals);
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
            return new Plan(changes, complete, allHaveLeft, complete ? explain(waiting, changes) : List.of());
        } finally {
            decisions.undo();
        }
    }

    /** Something may fit that did not, by what happened before or by what this plan does. */
    private boolean isLoosened() {
        return cluster.isLoosened() || decisions.roomMade() > 0;
    }

    private boolean full() {
        return decisions.size() >= limit || owed >= MOST_LOOKS;
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
        if (full()) {
            return;
        }
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
                owed += refusals.toLookAt(entry);
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

    /** Adds the reasons that are not on record; returns those for which there is no time or no room. */
    private List<UnitName> explain(List<UnitEntry> waiting, List<Change> changes) {
        // Those without any, and those that were left the last time.
        waiting.sort(Comparator.comparing((UnitEntry entry) -> entry.pending != null)
                .thenComparing(entry -> !cluster.touched().contains(entry)));
        Iterator<UnitEntry> each = waiting.iterator();
        while (each.hasNext() && changes.size() < limit && refusals.looks() < MOST_LOOKS) {
            explain(each.next()).ifPresent(changes::add);
            each.remove();
        }
        return waiting.stream().map(entry -> entry.name).toList();
    }

    private Optional<Change> explain(UnitEntry entry) {
        Explanations.Waiting why = explanations.waiting(entry);
        boolean known = entry.pending != null
                && !isKeptInDoubt(entry.pending)
                && entry.pending
                        .explanation()
                        .summary()
                        .equals(why.explanation().summary());
        return known
                ? Optional.empty()
                : Optional.of(new Change.Wait(entry.name, entry.unitRevision(), why.explanation(), why.waitingHelps()));
    }
}
