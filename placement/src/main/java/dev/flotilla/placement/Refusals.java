package dev.flotilla.placement;

import dev.flotilla.model.machine.MachineSelector;
import dev.flotilla.model.requirement.MetadataRequirement;
import dev.flotilla.model.requirement.Requirements;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sorts the machines by what they refuse a unit for: as sets as far as sets can tell, the rest one by one. That is what
 * costs, so it is counted.
 */
final class Refusals {
    private final HostIndex index;
    private final Constraints constraints;
    private final Groups groups;
    private long looks;

    Refusals(Cluster cluster, Constraints constraints, Groups groups) {
        this.index = cluster.occupancy.index;
        this.constraints = constraints;
        this.groups = groups;
    }

    /** How many machines have been looked at one by one. */
    long looks() {
        return looks;
    }

    /** How many {@link #of} would look at so for the unit. */
    int toLookAt(UnitEntry entry) {
        return new Sieve(entry).passed().cardinality();
    }

    /**
     * Machines that take the unit are in none of the sets. Nor are lost ones, unless the unit is tied to some machines and
     * this is one of them.
     */
    Map<Refusal, BitSet> of(UnitEntry entry) {
        Sieve sieve = new Sieve(entry);
        BitSet rest = sieve.passed();
        looks += rest.cardinality();
        for (int i = rest.nextSetBit(0); i >= 0; i = rest.nextSetBit(i + 1)) {
            int ordinal = i;
            constraints.refusal(entry, index.at(i)).ifPresent(refusal -> sieve.of(refusal)
                    .set(ordinal));
        }
        return sieve.refused;
    }

    /** Lets through the machines that have what a unit is tied to and take new units. */
    private final class Sieve {
        private final Map<Refusal, BitSet> refused = new LinkedHashMap<>();
        private final UnitEntry entry;
        private BitSet left = new BitSet();

        Sieve(UnitEntry entry) {
            this.entry = entry;
            left.set(0, index.all().size());
        }

        BitSet passed() {
            Requirements requirements = entry.requirements();
            groups.target(entry).ifPresent(target -> keep(only(target.host), new Refusal.Without(target.name)));
            requirements.machineId().ifPresent(this::keepSelected);
            for (MetadataRequirement.Term term : requirements.metadata().terms()) {
                keep(index.with(term), new Refusal.Lacks(term));
            }
            boolean tied = requirements.machineId().isPresent()
                    || !requirements.metadata().isEmpty();
            BitSet lost = HostIndex.difference(left, index.alive());
            if (tied && !lost.isEmpty()) {
                of(new Refusal.Lost()).or(lost);
            }
            left = HostIndex.difference(left, lost);
            keep(index.online(), new Refusal.Draining());
            return left;
        }

        private void keepSelected(MachineSelector selector) {
            BitSet selected = new BitSet();
            constraints.selected(selector).ifPresent(host -> selected.or(only(host)));
            if (selected.isEmpty()) {
                BitSet ambiguous = new BitSet();
                constraints.matching(selector).forEach(host -> ambiguous.or(only(host)));
                keep(ambiguous, new Refusal.OtherMachine(selector));
                keep(selected, new Refusal.Ambiguous(selector));
            } else {
                keep(selected, new Refusal.OtherMachine(selector));
            }
        }

        /** Of the others those that can be heard refuse the unit. */
        private void keep(BitSet set, Refusal refusal) {
            BitSet others = HostIndex.difference(left, set);
            others.and(index.alive());
            if (!others.isEmpty()) {
                of(refusal).or(others);
            }
            left.and(set);
        }

        private BitSet of(Refusal refusal) {
            return refused.computeIfAbsent(refusal, r -> new BitSet());
        }

        private BitSet only(@Nullable Host host) {
            BitSet set = new BitSet();
            if (host != null && host.isIndexed()) {
                set.set(host.ordinal);
            }
            return set;
        }
    }
}
