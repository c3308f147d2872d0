package dev.flotilla.placement;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Finds a machine for a unit and those that follow it, and decides on it. */
final class GroupPlacement {
    private final HostIndex index;
    private final Constraints constraints;
    private final Groups groups;
    private final Departures departures;
    private final Decisions decisions;
    private final Explanations explanations;
    private final Ranking ranking;

    /**
     * @param fitting the machines that take the unit itself
     * @param common those that take all members
     * @param members it and those of its followers that can be with it
     */
    private record Company(BitSet fitting, BitSet common, List<UnitEntry> members) {}

    /** @param why it is these machines; empty: any that fits will do */
    private record Choice(BitSet among, Optional<String> why) {}

    GroupPlacement(
            Cluster cluster,
            Weights weights,
            Constraints constraints,
            Groups groups,
            Departures departures,
            Decisions decisions,
            Explanations explanations) {
        this.index = cluster.occupancy.index;
        this.constraints = constraints;
        this.groups = groups;
        this.departures = departures;
        this.decisions = decisions;
        this.explanations = explanations;
        this.ranking = new Ranking(index, weights);
    }

    /** A unit that is on no machine. False when there is none for it; then nothing has changed. */
    boolean move(UnitEntry entry, String cause) {
        return move(entry, cause, this::takers);
    }

    /**
     * A unit that has to leave. One that could stay drives nobody else away: in a circle of units that replace each other, on
     * fewer machines, each would drive the next for ever.
     */
    boolean move(UnitEntry entry, Departure why) {
        return move(entry, why.words(), why.kind() == Departure.Kind.REPLACED ? this::takersInPeace : this::takers);
    }

    private boolean move(UnitEntry entry, String cause, Function<UnitEntry, BitSet> takers) {
        Optional<UnitEntry> target = groups.target(entry);
        return target.isPresent() ? follow(entry, target.get(), cause) : lead(entry, cause, List.of(), takers);
    }

    private BitSet takers(UnitEntry entry) {
        return constraints.fitting(entry);
    }

    private BitSet takersInPeace(UnitEntry entry) {
        BitSet takers = takers(entry);
        return HostIndex.difference(takers, replaceable(takers, entry));
    }

    private boolean follow(UnitEntry entry, UnitEntry target, String cause) {
        Host to = target.host;
        if (to == null || to == entry.host) {
            return false;
        }
        Optional<Host> from = decisions.lift(entry);
        if (constraints.refusal(entry, to).isPresent()) {
            decisions.putBack(entry, from);
            return false;
        }
        decisions.place(entry, to, explanations.beside(target), cause, List.of(target));
        groups.followers(entry).forEach(this::bring);
        makeWay(entry, to);
        return true;
    }

    /** Its target has moved: it goes along, or has no place any more. */
    private void bring(UnitEntry follower) {
        UnitEntry target = groups.target(follower).orElseThrow();
        if (target.host == null
                || follower.host == target.host
                || decisions.has(follower)
                || departures.isHeld(follower)) {
            return;
        }
        boolean placed = follower.host != null;
        if (!follow(follower, target, "follows " + target) && placed) {
            decisions.unplace(follower, "follows " + target);
        }
    }

    private boolean lead(UnitEntry root, String cause, List<UnitEntry> leansOn, Function<UnitEntry, BitSet> takers) {
        Optional<Host> from = decisions.lift(root);
        Map<UnitEntry, Optional<Host>> followers = new LinkedHashMap<>();
        groups.followers(root).forEach(follower -> followers.put(follower, decisions.lift(follower)));
        List<UnitEntry> all = List.copyOf(followers.keySet());
        Company company = companyOf(root, takers, from, followers);
        followers.forEach(decisions::putBack);
        if (company.fitting().isEmpty()) {
            decisions.putBack(root, from);
            return false;
        }
        Choice choice = whereFollowersAre(company.common(), followers.values())
                .orElseGet(() -> root.replaces.isEmpty()
                        ? new Choice(company.common(), Optional.empty())
                        : amongReplaced(company.common(), root, from.isEmpty()));
        List<Score> best = ranking.best(choice.among(), root);
        Host to = best.getFirst().host();
        Optional<String> why = choice.why().or(() -> Score.advantage(best));
        decisions.place(root, to, explanations.chosen(root, company.fitting(), best, why), cause, leansOn);
        all.forEach(this::bring);
        makeWay(root, to);
        return true;
    }

    /**
     * Who of the followers, which are all lifted, can be with the unit. Those who cannot are put back where they were and
     * taken out of the map: what is there counts like any other unit then.
     */
    private Company companyOf(
            UnitEntry root,
            Function<UnitEntry, BitSet> takers,
            Optional<Host> from,
            Map<UnitEntry, Optional<Host>> followers) {
        while (true) {
            BitSet fitting = takers.apply(root);
            from.filter(Host::isIndexed).ifPresent(host -> fitting.clear(host.ordinal));
            Company company = join(fitting, root, followers.keySet());
            Map<UnitEntry, Optional<Host>> strays = new LinkedHashMap<>(followers);
            strays.entrySet()
                    .removeIf(stray -> company.members().contains(stray.getKey())
                            || stray.getValue().isEmpty());
            if (strays.isEmpty() || fitting.isEmpty()) {
                return company;
            }
            strays.forEach(decisions::putBack);
            followers.keySet().removeAll(strays.keySet());
        }
    }

    /** Takes in one follower after the other as long as there is a machine for all of them together. */
    private Company join(BitSet fitting, UnitEntry root, Collection<UnitEntry> followers) {
        BitSet common = (BitSet) fitting.clone();
        List<UnitEntry> members = new ArrayList<>(List.of(root));
        Reserved sum = Reserved.of(root.requirements());
        for (UnitEntry follower : followers) {
            Reserved together = sum.plus(Reserved.of(follower.requirements()), 1);
            BitSet both = constraints.fitting(follower);
            both.and(common);
            constraints.retainRoomy(both, together);
            boolean withTarget =
                    groups.target(follower).filter(members::contains).isPresent();
            if (!both.isEmpty() && withTarget && members.stream().noneMatch(follower::conflictsWith)) {
                common = both;
                sum = together;
                members.add(follower);
            }
        }
        return new Company(fitting, common, members);
    }

    /** Then nobody but the target has to move. */
    private static Optional<Choice> whereFollowersAre(BitSet common, Collection<Optional<Host>> hosts) {
        BitSet there = new BitSet();
        hosts.forEach(host -> host.filter(Host::isIndexed).ifPresent(at -> there.set(at.ordinal)));
        there.and(common);
        return there.isEmpty()
                ? Optional.empty()
                : Optional.of(new Choice(there, Optional.of("where its followers are")));
    }

    /**
     * A new unit takes the place of one it replaces. One that only moves keeps away from them, there was a time for that.
     * Nobody is made to move who has only just been decided on, unless there is no other machine.
     */
    private Choice amongReplaced(BitSet common, UnitEntry root, boolean isNew) {
        BitSet replaceable = replaceable(common, root);
        BitSet decided = new BitSet();
        replaceable.stream()
                .filter(ordinal -> givingWay(index.at(ordinal), root).stream().anyMatch(decisions::has))
                .forEach(decided::set);
        BitSet free = HostIndex.difference(common, replaceable);
        BitSet takeover = HostIndex.difference(replaceable, decided);
        if (isNew && !takeover.isEmpty()) {
            return new Choice(takeover, Optional.of("takes the place of what it replaces"));
        }
        if (free.isEmpty()) {
            return new Choice(takeover.isEmpty() ? common : takeover, Optional.empty());
        }
        return new Choice(free, Optional.empty());
    }

    /** Those of them with a unit that gives way to it. */
    private BitSet replaceable(BitSet among, UnitEntry root) {
        BitSet replaceable = new BitSet();
        if (!root.replaces.isEmpty()) {
            among.stream()
                    .filter(ordinal -> !givingWay(index.at(ordinal), root).isEmpty())
                    .forEach(replaceable::set);
        }
        return replaceable;
    }

    private static List<UnitEntry> givingWay(Host host, UnitEntry to) {
        return host.units.stream().filter(unit -> unit.givesWayTo(to)).toList();
    }

    /** What the unit replaces moves on; what fits nowhere else stays, and what is bound to a target stays with it. */
    private void makeWay(UnitEntry entry, Host host) {
        if (entry.replaces.isEmpty()) {
            return;
        }
        for (UnitEntry replaced : givingWay(host, entry)) {
            if (!decisions.has(replaced) && groups.target(replaced).isEmpty()) {
                lead(replaced, "replaced by " + entry, List.of(entry), this::takers);
            }
        }
    }
}
