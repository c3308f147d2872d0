package dev.flotilla.placement;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A machine and what is on it. A placement may name a machine that is not known: then there is no record. */
final class Host implements Comparable<Host> {
    final MachineId id;
    /** The units placed there. */
    final TreeSet<UnitEntry> units = new TreeSet<>();
    /** The global units that run there. */
    List<UnitEntry> globals = List.of();
    /** The place in the order of ids; -1 while there is no record or the order is being made. */
    int ordinal = -1;

    @Nullable
    Machine machine;

    Map<String, String> metadata = Map.of();
    /** {@code zone}, else {@code region} of the metadata, else empty. */
    String zone = "";
    /** How many of the units replace others. */
    int replacers;
    /** What the units and the global units there reserve. */
    Reserved reserved = Reserved.NONE;

    Host(MachineId id) {
        this.id = id;
    }

    boolean isIndexed() {
        return ordinal >= 0;
    }

    /** A live session vouches for it, though it may be draining. */
    boolean isAlive() {
        return machine != null && machine.status() != MachineStatus.LOST;
    }

    boolean isOnline() {
        return machine != null && machine.isOnline();
    }

    /** Units there would rather be elsewhere, now or as soon as they can: it takes none, or one there replaces others. */
    boolean isRestless() {
        return replacers > 0 || !isOnline() && !units.isEmpty();
    }

    @Override
    public int compareTo(Host other) {
        return id.compareTo(other.id);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
