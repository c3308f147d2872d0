package dev.flotilla.model.requirement;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineSelector;
import dev.flotilla.model.unit.ParsedUnit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a unit asks of the cluster: its {@code [X-Fleet]} section, and {@code [X-Flotilla]} for what fleet did not know.
 *
 * @param machineId only this machine
 * @param machineOf only the machine of this unit; it is followed there
 * @param metadata only machines whose metadata match
 * @param conflicts never on a machine with a unit of such a name; works both ways
 * @param global on every machine that matches
 * @param replaces units of such names give way
 * @param onPartition what becomes of it on a machine that cannot reach the control plane
 * @param reserved what it needs of a machine
 */
public record Requirements(
        Optional<MachineSelector> machineId,
        Optional<UnitName> machineOf,
        MetadataRequirement metadata,
        List<Glob> conflicts,
        boolean global,
        List<Glob> replaces,
        PartitionPolicy onPartition,
        Resources reserved) {
    public static final Requirements NONE = new Requirements(
            Optional.empty(),
            Optional.empty(),
            MetadataRequirement.NONE,
            List.of(),
            false,
            List.of(),
            PartitionPolicy.KEEP,
            Resources.NONE);

    public Requirements {
        Objects.requireNonNull(machineId, "machineId");
        Objects.requireNonNull(machineOf, "machineOf");
        Objects.requireNonNull(metadata, "metadata");
        conflicts = List.copyOf(conflicts);
        replaces = List.copyOf(replaces);
        Objects.requireNonNull(onPartition, "onPartition");
        Objects.requireNonNull(reserved, "reserved");
    }

    /**
     * Reads them. {@link FlotillaError.Invalid} says which option is unknown, malformed or contradicts another, in the
     * field {@code options[i]}.
     */
    public static Requirements of(UnitName name, UnitFile file) {
        return new RequirementReader(name, file, Fault.byIndex()).read();
    }

    /** As {@link #of(UnitName, UnitFile)}, with the option's position in the text in an error. */
    public static Requirements of(UnitName name, ParsedUnit parsed) {
        return new RequirementReader(name, parsed.file(), Fault.byPosition(parsed.positions())).read();
    }

    /**
     * Whether the two may not be on the same machine, because of either's {@code Conflicts}. A unit never conflicts with
     * itself.
     */
    public boolean conflictsWith(UnitName self, UnitName other, Requirements others) {
        if (conflicts.isEmpty() && others.conflicts.isEmpty() || self.equals(other)) {
            return false;
        }
        return anyMatches(conflicts, other) || anyMatches(others.conflicts, self);
    }

    /** Whether the other unit gives way to this one. When both want the other to, neither does. */
    public boolean displaces(UnitName self, UnitName other, Requirements others) {
        return !replaces.isEmpty()
                && !self.equals(other)
                && anyMatches(replaces, other)
                && !anyMatches(others.replaces, self);
    }

    /** Whether a placement made for one is as good for the other. What happens in a partition is no part of that. */
    public boolean hasSameConstraints(Requirements other) {
        return machineId.equals(other.machineId)
                && machineOf.equals(other.machineOf)
                && metadata.equals(other.metadata)
                && new HashSet<>(conflicts).equals(new HashSet<>(other.conflicts))
                && global == other.global
                && new HashSet<>(replaces).equals(new HashSet<>(other.replaces))
                && reserved.equals(other.reserved);
    }

    private static boolean anyMatches(List<Glob> globs, UnitName name) {
        for (Glob glob : globs) {
            if (glob.matches(name.value())) {
                return true;
            }
        }
        return false;
    }
}
