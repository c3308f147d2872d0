package dev.flotilla.agent.assignment;

import dev.flotilla.client.session.RegistryMessage;
import dev.flotilla.client.session.RegistryMessage.AssignedUnit;
import dev.flotilla.model.requirement.PartitionPolicy;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Everything this machine is to run, at a revision. Immutable.
 *
 * @param known whether the registry ever said. Until then nothing is done: an agent that knows nothing stops nothing
 * @param revision of the last message taken in
 */
public record Assignments(boolean known, long revision, SortedMap<UnitName, Assignment> units) {
    public static final Assignments UNKNOWN = new Assignments(false, 0, new TreeMap<>());

    /** Nothing is to run. */
    public static final Assignments NOTHING = new Assignments(true, 0, new TreeMap<>());

    public Assignments {
        units = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(units));
    }

    /** What a message makes of the assignments. */
    public sealed interface Outcome {
        /**
         * Taken in.
         *
         * @param asserted units about which nothing is new but that somebody asked for them again: a difference names them,
         *     or they were asked for later than this agent knows, maybe while it was away
         */
        record Accepted(Assignments assignments, SortedSet<UnitName> asserted) implements Outcome {}

        /** Older than what is known; nothing changes. */
        record Stale(long revision) implements Outcome {}

        /** It leaves out a unit file that this agent does not hold; a new session brings it. */
        record Incomplete(UnitName missing) implements Outcome {}
    }

    public Outcome apply(RegistryMessage.Assignments message) {
        return message.revision() < revision ? new Outcome.Stale(message.revision()) : merge(message);
    }

    /** As {@link #apply}, whatever the revision: for a registry that was restored from a backup. */
    public Outcome merge(RegistryMessage.Assignments message) {
        TreeMap<UnitName, Assignment> next = message.complete() ? new TreeMap<>() : new TreeMap<>(units);
        TreeSet<UnitName> asserted = new TreeSet<>();
        message.removed().forEach(next::remove);
        for (AssignedUnit unit : message.units()) {
            if (unit.desired() == DesiredState.INACTIVE) {
                next.remove(unit.name());
                continue;
            }
            Optional<UnitFile> file = unit.file().or(() -> held(unit));
            if (file.isEmpty()) {
                return new Outcome.Incomplete(unit.name());
            }
            Assignment assignment = Assignment.of(unit.name(), unit.hash(), file.get(), unit.desired(), unit.changed());
            Assignment before = units.get(unit.name());
            next.put(unit.name(), assignment);
            if (before != null
                    && assignment.asksForTheSameAs(before)
                    && (!message.complete() || assignment.isNewerThan(before))) {
                asserted.add(unit.name());
            }
        }
        return new Outcome.Accepted(new Assignments(true, message.revision(), next), asserted);
    }

    private Optional<UnitFile> held(AssignedUnit unit) {
        return Optional.ofNullable(units.get(unit.name()))
                .filter(known -> known.hash().equals(unit.hash()))
                .map(Assignment::file);
    }

    public Optional<Assignment> get(UnitName name) {
        return Optional.ofNullable(units.get(name));
    }

    /** Whether there is a unit that must not run twice. */
    public boolean anyStopsInPartition() {
        return units.values().stream().anyMatch(unit -> unit.onPartition() == PartitionPolicy.STOP);
    }

    /** The unit files that the registry need not send. */
    public Map<UnitName, UnitHash> held() {
        return units.values().stream().collect(Collectors.toUnmodifiableMap(Assignment::name, Assignment::hash));
    }

    /** As one complete message, to be kept. */
    public RegistryMessage.Assignments toMessage() {
        return new RegistryMessage.Assignments(
                revision,
                true,
                units.values().stream()
                        .map(unit -> new AssignedUnit(
                                unit.name(), unit.hash(), unit.desired(), Optional.of(unit.file()), unit.changed()))
                        .toList(),
                java.util.List.of());
    }
}
