package dev.flotilla.agent.reconcile;

import dev.flotilla.model.unit.UnitName;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far each unit was brought, and what is under way for it. */
final class Progress {
    private final TreeMap<UnitName, Achieved> achieved;
    private final Map<UnitName, Under> under = new HashMap<>();
    private long begun;
    private Optional<Map<UnitName, Achieved>> durable = Optional.empty();

    /**
     * What is under way.
     *
     * @param number tells it from what overtook it
     * @param before what was achieved before, should it come to nothing
     * @param durable what an agent that comes after a crash is to go by
     */
    private record Under(
            Flight flight,
            long number,
            @Nullable Achieved before,
            @Nullable Achieved durable) {
        private Under leaving(@Nullable Achieved mark) {
            return new Under(flight, number, before, mark);
        }
    }

    /** @param achieved before the agent's start */
    Progress(Map<UnitName, Achieved> achieved) {
        this.achieved = new TreeMap<>(achieved);
    }

    NavigableMap<UnitName, Achieved> achieved() {
        return Collections.unmodifiableNavigableMap(achieved);
    }

    /**
     * What agents that come after a crash go by: what is under way stands there as {@link #leave} says. The same map until something
     * changes.
     */
    Map<UnitName, Achieved> durable() {
        if (durable.isEmpty()) {
            durable = Optional.of(Collections.unmodifiableMap(withoutWhatIsUnderWay()));
        }
        return durable.get();
    }

    private Map<UnitName, Achieved> withoutWhatIsUnderWay() {
        TreeMap<UnitName, Achieved> known = new TreeMap<>(achieved);
        under.forEach((name, what) -> {
            if (what.durable() == null) {
                known.remove(name);
            } else {
                known.put(name, what.durable());
            }
        });
        return known;
    }

    private void changed() {
        durable = Optional.empty();
    }

    Map<UnitName, Flight> flights() {
        Map<UnitName, Flight> flights = new HashMap<>();
        under.forEach((name, what) -> flights.put(name, what.flight()));
        return flights;
    }

    /** The units for which something is under way. */
    Set<UnitName> underWay() {
        return Collections.unmodifiableSet(under.keySet());
    }

    Optional<Flight> flight(UnitName unit) {
        return Optional.ofNullable(under.get(unit)).map(Under::flight);
    }

    /** How much was ever begun. */
    long begun() {
        return begun;
    }

    Optional<Achieved> of(UnitName unit) {
        return Optional.ofNullable(achieved.get(unit));
    }

    void reached(UnitName unit, Achieved now) {
        achieved.put(unit, now);
        changed();
    }

    void reachedIfUnknown(UnitName unit, Achieved now) {
        achieved.putIfAbsent(unit, now);
        changed();
    }

    /** What was achieved before that which is under way; empty when nothing was. */
    Optional<Achieved> before(UnitName unit) {
        return Optional.ofNullable(under.get(unit)).flatMap(what -> Optional.ofNullable(what.before()));
    }

    /** It came to nothing. */
    void fallBack(UnitName unit, Optional<Achieved> before) {
        before.ifPresentOrElse(was -> achieved.put(unit, was), () -> achieved.remove(unit));
        changed();
    }

    /** What was asked of a runtime that did not answer may be carried out all the same, and later. */
    void mayStop(UnitName unit) {
        achieved.computeIfPresent(unit, (same, was) -> was.whileStopped());
        changed();
    }

    /**
     * Something begins, and overtakes what is under way.
     *
     * @return its number
     */
    long begin(UnitName unit, Flight flight) {
        begun++;
        Under overtaken = under.get(unit);
        Achieved before = overtaken != null ? overtaken.before() : achieved.get(unit);
        under.put(unit, new Under(flight, begun, before, before));
        changed();
        return begun;
    }

    /** While this is under way, this is kept of the unit. */
    void leave(UnitName unit, Optional<Achieved> mark) {
        under.computeIfPresent(unit, (same, what) -> what.leaving(mark.orElse(null)));
        changed();
    }

    /** Whether this was still what is under way; then nothing is any more. */
    boolean isOver(UnitName unit, long number) {
        Under what = under.get(unit);
        if (what == null || what.number() != number) {
            return false;
        }
        under.remove(unit);
        changed();
        return true;
    }

    /** Drops what is remembered of units that are gone. */
    void keepOnly(Set<UnitName> present) {
        boolean ended = under.entrySet()
                .removeIf(entry -> entry.getValue().flight() == Flight.UNLOADING && !present.contains(entry.getKey()));
        boolean gone = achieved.keySet().removeIf(name -> !present.contains(name) && !under.containsKey(name));
        if (ended || gone) {
            changed();
        }
    }
}
