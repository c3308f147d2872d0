package dev.flotilla.agent.assignment;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.requirement.PartitionPolicy;
import dev.flotilla.model.requirement.Requirements;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.Objects;

/**
 * A unit this machine is to run.
 *
 * @param desired loaded or launched; a unit that is to be inactive is not assigned
 * @param onPartition what is to become of it when the registry is not heard
 * @param changed when it was last asked for, by the registry's clock; the epoch when the registry did not say
 */
public record Assignment(
        UnitName name,
        UnitHash hash,
        UnitFile file,
        DesiredState desired,
        PartitionPolicy onPartition,
        Instant changed) {
    public Assignment {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(onPartition, "onPartition");
        Objects.requireNonNull(changed, "changed");
        if (desired == DesiredState.INACTIVE) {
            throw new IllegalArgumentException(name + " is to be inactive, and so is nobody's assignment");
        }
    }

    public static Assignment of(UnitName name, UnitHash hash, UnitFile file, DesiredState desired) {
        return of(name, hash, file, desired, Instant.EPOCH);
    }

    public static Assignment of(UnitName name, UnitHash hash, UnitFile file, DesiredState desired, Instant changed) {
        return new Assignment(name, hash, file, desired, policy(name, file), changed);
    }

    /** Whether this asks for nothing that the other does not ask for. */
    boolean asksForTheSameAs(Assignment other) {
        return name.equals(other.name) && hash.equals(other.hash) && desired == other.desired;
    }

    /** Whether this was asked for after the other; no, when the registry did not say it of both. */
    boolean isNewerThan(Assignment other) {
        return !other.changed.equals(Instant.EPOCH) && changed.isAfter(other.changed);
    }

    public Assignment withDesired(DesiredState other) {
        return new Assignment(name, hash, file, other, onPartition, changed);
    }

    /** The registry has checked the file; what a later version of it allows and this one does not know keeps running. */
    private static PartitionPolicy policy(UnitName name, UnitFile file) {
        try {
            return Requirements.of(name, file).onPartition();
        } catch (FlotillaException e) {
            return PartitionPolicy.KEEP;
        }
    }
}
