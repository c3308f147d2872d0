package dev.flotilla.placement;

import dev.flotilla.model.requirement.Glob;

/** A pattern that some unit's {@code Conflicts=} or {@code Replaces=} has, and the machines it has a say on. */
final class Pattern {
    final Glob glob;
    /** Machines with a unit whose name matches. */
    final HostCount matching = new HostCount();
    /** Machines with a unit that conflicts with what matches. */
    final HostCount conflicting = new HostCount();
    /** Machines with a unit that replaces what matches. */
    final HostCount replacing = new HostCount();
    /** How many units have it. */
    int uses;

    Pattern(Glob glob) {
        this.glob = glob;
    }

    void reindex() {
        matching.reindex();
        conflicting.reindex();
        replacing.reindex();
    }
}
