package dev.flotilla.placement;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.placement.Explanation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a plan in the making has decided so far, carried out in the cluster so that the next decision sees it. */
final class Decisions {
    private final Occupancy occupancy;
    private final Map<UnitEntry, Decision> decided = new LinkedHashMap<>();
    /** Where units that were touched have been. */
    private final Map<UnitEntry, Optional<Host>> origins = new LinkedHashMap<>();
    /** Who has left a machine, and may have made room there. */
    private final Map<Host, List<UnitEntry>> left = new HashMap<>();

    private int roomMade;

    /** @param to empty: to none */
    private record Decision(
            Optional<Host> to, Optional<Explanation> explanation, String cause, List<UnitEntry> leansOn) {}

    Decisions(Occupancy occupancy) {
        this.occupancy = occupancy;
    }

    int size() {
        return decided.size();
    }

    boolean has(UnitEntry entry) {
        return decided.containsKey(entry);
    }

    /** Takes a unit off its machine while a place is looked for, and returns where it was. */
    Optional<Host> lift(UnitEntry entry) {
        Optional<Host> from = Optional.ofNullable(entry.host);
        origins.putIfAbsent(entry, from);
        occupancy.vacate(entry);
        return from;
    }

    void putBack(UnitEntry entry, Optional<Host> from) {
        from.ifPresent(host -> occupancy.occupy(entry, host));
    }

    /** @param leansOn units that must be where they are now for this to be right */
    void place(UnitEntry entry, Host host, Explanation explanation, String cause, List<UnitEntry> leansOn) {
        lift(entry);
        List<UnitEntry> all = new ArrayList<>(leansOn);
        left.getOrDefault(host, List.of()).stream()
                .filter(gone -> gone != entry && madeRoom(gone, entry))
                .forEach(all::add);
        noteLeft(entry);
        occupancy.occupy(entry, host);
        decided.put(entry, new Decision(Optional.of(host), Optional.of(explanation), cause, all));
    }

    void unplace(UnitEntry entry, String cause) {
        lift(entry);
        noteLeft(entry);
        decided.put(entry, new Decision(Optional.empty(), Optional.empty(), cause, List.of()));
    }

    private void noteLeft(UnitEntry entry) {
        Optional<Host> from = origins.getOrDefault(entry, Optional.empty());
        from.ifPresent(
                host -> left.computeIfAbsent(host, h -> new ArrayList<>()).add(entry));
        from.filter(Host::isOnline).ifPresent(host -> roomMade++);
    }

    /** Counts the units that have left a machine which others may be placed on. */
    int roomMade() {
        return roomMade;
    }

    private static boolean madeRoom(UnitEntry gone, UnitEntry entry) {
        return entry.conflictsWith(gone)
                || entry.givesWayTo(gone)
                || !Reserved.of(gone.requirements()).isNone()
                        && !Reserved.of(entry.requirements()).isNone();
    }

    /** In the order they were made. */
    List<Change> changes(Explanations explanations) {
        List<Change> changes = new ArrayList<>(decided.size());
        decided.forEach((entry, decision) -> changes.add(
                decision.to().isPresent()
                        ? placed(entry, decision, decision.to().get())
                        : unplaced(entry, decision, explanations.waiting(entry))));
        return changes;
    }

    /** Where it is by its record. */
    private long leftRevision(UnitEntry entry) {
        return origins.getOrDefault(entry, Optional.empty())
                .map(host -> host.machine)
                .map(Machine::revision)
                .orElse(0L);
    }

    private Change placed(UnitEntry entry, Decision decision, Host host) {
        return new Change.Place(
                entry.name,
                entry.unitRevision(),
                entry.placementRevision(),
                leftRevision(entry),
                host.id,
                host.machine == null ? 0 : host.machine.revision(),
                decision.explanation().orElseThrow(),
                decision.cause(),
                decision.leansOn().stream().distinct().map(Decisions::guard).toList());
    }

    private static Change.Guard guard(UnitEntry entry) {
        @Nullable Host host = entry.host;
        return new Change.Guard(entry.name, host == null ? Optional.empty() : Optional.of(host.id));
    }

    private Change unplaced(UnitEntry entry, Decision decision, Explanations.Waiting waiting) {
        return new Change.Unplace(
                entry.name,
                entry.unitRevision(),
                entry.placementRevision(),
                leftRevision(entry),
                waiting.explanation(),
                decision.cause(),
                waiting.waitingHelps());
    }

    /** Leaves the cluster as its records have it. */
    void undo() {
        origins.keySet().forEach(occupancy::vacate);
        origins.forEach(this::putBack);
    }
}
