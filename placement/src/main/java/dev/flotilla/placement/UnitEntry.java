package dev.flotilla.placement;

import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.requirement.Requirements;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is known under a unit's name, and where a plan in the making has it. */
final class UnitEntry implements Comparable<UnitEntry> {
    /** Who came first: of two that cannot stay together, the later one leaves. */
    static final Comparator<UnitEntry> BY_ARRIVAL =
            Comparator.comparingLong(UnitEntry::placementRevision).thenComparing(Comparator.naturalOrder());

    final UnitName name;
    /** Those whose {@code MachineOf} names this unit. */
    final TreeSet<UnitEntry> followers = new TreeSet<>();
    /** The patterns of the cluster that match the name. */
    final List<Pattern> matchedBy = new ArrayList<>(2);
    /** The patterns of its own {@code Conflicts=} and {@code Replaces=}. */
    List<Pattern> conflicts = List.of();

    List<Pattern> replaces = List.of();
    /** Where the instances of its template are, itself included; null when it is no instance. */
    final @Nullable Siblings siblings;

    @Nullable
    Unit unit;

    @Nullable
    Placement placement;

    @Nullable
    Pending pending;
    /** Where it is: as its placement says, or as a plan in the making has it. Null: on no machine. */
    @Nullable
    Host host;

    UnitEntry(UnitName name, Optional<Siblings> siblings) {
        this.name = name;
        this.siblings = siblings.orElse(null);
    }

    Requirements requirements() {
        return unit == null ? Requirements.NONE : unit.requirements();
    }

    /** To be on exactly one machine. */
    boolean isPlaceable() {
        return unit != null
                && unit.desired() != DesiredState.INACTIVE
                && !unit.requirements().global();
    }

    boolean isGlobal() {
        return unit != null
                && unit.desired() != DesiredState.INACTIVE
                && unit.requirements().global();
    }

    boolean isEmpty() {
        return unit == null && placement == null && pending == null && followers.isEmpty();
    }

    long unitRevision() {
        return unit == null ? 0 : unit.revision();
    }

    long placementRevision() {
        return placement == null ? 0 : placement.revision();
    }

    boolean conflictsWith(UnitEntry other) {
        return requirements().conflictsWith(name, other.name, other.requirements());
    }

    /** One-sided: two units that replace each other may share a machine. */
    boolean givesWayTo(UnitEntry other) {
        return other.requirements().displaces(other.name, name, requirements());
    }

    @Override
    public int compareTo(UnitEntry other) {
        return name.compareTo(other.name);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return name.value();
    }
}
