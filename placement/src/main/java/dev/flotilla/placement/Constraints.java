package dev.flotilla.placement;

import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.MachineSelector;
import dev.flotilla.model.requirement.MetadataRequirement;
import dev.flotilla.model.requirement.Requirements;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The hard constraints: once as sets of machines, to find those that fit, and once for a single machine, to say why not.
 * Both see the unit as if it were on no machine; being where a {@code MachineOf} target is placed is up to the caller.
 */
final class Constraints {
    private final Cluster cluster;
    private final Occupancy occupancy;

    Constraints(Cluster cluster) {
        this.cluster = cluster;
        this.occupancy = cluster.occupancy;
    }

    /** The machines that take the unit; the caller may change the set. */
    BitSet fitting(UnitEntry entry) {
        Requirements requirements = entry.requirements();
        BitSet set = requirements.machineId().isPresent()
                ? only(requirements.machineId().get())
                : (BitSet) occupancy.index.online().clone();
        occupancy.index.retain(set, requirements.metadata());
        globalTarget(entry).ifPresent(global -> retainIf(set, host -> host.globals.contains(global)));
        for (Pattern pattern : entry.conflicts) {
            set.andNot(pattern.matching.hosts());
        }
        for (Pattern pattern : entry.matchedBy) {
            set.andNot(pattern.conflicting.hosts());
        }
        withoutGivenAway(set, entry);
        retainRoomy(set, Reserved.of(requirements));
        return set;
    }

    /** Takes away the machines that have less left. */
    void retainRoomy(BitSet set, Reserved wanted) {
        if (!wanted.isNone()) {
            retainIf(set, host -> shortOf(wanted, host).isEmpty());
        }
    }

    private BitSet only(MachineSelector selector) {
        BitSet set = new BitSet();
        selected(selector).filter(Host::isOnline).ifPresent(host -> set.set(host.ordinal));
        return set;
    }

    private void withoutGivenAway(BitSet set, UnitEntry entry) {
        for (Pattern pattern : entry.matchedBy) {
            if (entry.replaces.isEmpty()) {
                set.andNot(pattern.replacing.hosts());
            } else if (set.intersects(pattern.replacing.hosts())) {
                retainIf(set, host -> taker(entry, host).isEmpty());
            }
        }
    }

    private void retainIf(BitSet set, Predicate<Host> fits) {
        for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
            if (!fits.test(occupancy.index.at(i))) {
                set.clear(i);
            }
        }
    }

    /** Why the machine does not take the unit; empty when it does. */
    Optional<Refusal> refusal(UnitEntry entry, Host host) {
        Requirements requirements = entry.requirements();
        Optional<Refusal> other = requirements.machineId().flatMap(selector -> notSelected(selector, host));
        if (other.isPresent()) {
            return other;
        }
        Optional<MetadataRequirement.Term> missing = requirements.metadata().missing(host.metadata);
        if (missing.isPresent()) {
            return Optional.of(new Refusal.Lacks(missing.get()));
        }
        if (!host.isOnline()) {
            return Optional.of(host.isAlive() ? new Refusal.Draining() : new Refusal.Lost());
        }
        Optional<UnitEntry> target = globalTarget(entry).filter(global -> !host.globals.contains(global));
        if (target.isPresent()) {
            return Optional.of(new Refusal.Without(target.get().name));
        }
        return opponent(entry, host)
                .<Refusal>map(found -> new Refusal.ConflictsWith(found.name))
                .or(() -> taker(entry, host).map(found -> new Refusal.GivenTo(found.name)))
                .or(() -> shortOf(Reserved.of(requirements), host));
    }

    /** {@code MachineID=}: the machine of that id, else the only one whose id begins so. */
    Optional<Host> selected(MachineSelector selector) {
        Host exact = occupancy.byId().get(selector.value());
        if (exact != null && exact.machine != null) {
            return Optional.of(exact);
        }
        List<Host> matching = matching(selector).limit(2).toList();
        return matching.size() == 1 ? Optional.of(matching.getFirst()) : Optional.empty();
    }

    /** Those whose id begins so. */
    Stream<Host> matching(MachineSelector selector) {
        return occupancy.byId().tailMap(selector.value(), true).values().stream()
                .takeWhile(host -> selector.matches(host.id))
                .filter(host -> host.machine != null);
    }

    private Optional<Refusal> notSelected(MachineSelector selector, Host host) {
        Optional<Host> selected = selected(selector);
        if (selected.isPresent() && selected.get() == host) {
            return Optional.empty();
        }
        return Optional.of(
                selected.isEmpty() && selector.matches(host.id)
                        ? new Refusal.Ambiguous(selector)
                        : new Refusal.OtherMachine(selector));
    }

    /** The global unit it is to be beside; fleet allows that, and so do we. */
    Optional<UnitEntry> globalTarget(UnitEntry entry) {
        return entry.requirements().machineOf().flatMap(cluster::find).filter(UnitEntry::isGlobal);
    }

    /** The unit there that it cannot share the machine with; of several the first by name, placed ones before global ones. */
    Optional<UnitEntry> opponent(UnitEntry entry, Host host) {
        if (!mayConflict(entry, host)) {
            return Optional.empty();
        }
        for (UnitEntry other : host.units) {
            if (entry.conflictsWith(other)) {
                return Optional.of(other);
            }
        }
        return host.globals.stream().filter(entry::conflictsWith).findFirst();
    }

    private static boolean mayConflict(UnitEntry entry, Host host) {
        for (Pattern pattern : entry.conflicts) {
            if (pattern.matching.at(host) > 0) {
                return true;
            }
        }
        for (Pattern pattern : entry.matchedBy) {
            if (pattern.conflicting.at(host) > 0) {
                return true;
            }
        }
        return false;
    }

    /** The unit there that replaces it. */
    Optional<UnitEntry> taker(UnitEntry entry, Host host) {
        for (Pattern pattern : entry.matchedBy) {
            if (pattern.replacing.at(host) > 0) {
                return host.units.stream().filter(entry::givesWayTo).findFirst();
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> shortOf(Reserved wanted, Host host) {
        Capacity capacity = host.machine == null ? Capacity.UNKNOWN : host.machine.capacity();
        Reserved sum = host.reserved.plus(wanted, 1);
        if (wanted.microCpus() > 0 && !sum.cpusFit(capacity)) {
            return Optional.of(new Refusal.TooFull("CPU"));
        }
        return wanted.memoryBytes() > 0 && !sum.memoryFits(capacity)
                ? Optional.of(new Refusal.TooFull("memory"))
                : Optional.empty();
    }
}
