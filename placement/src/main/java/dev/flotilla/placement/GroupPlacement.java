package dev.flotilla.placement;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds a machine for a unit and those that follow it, and decides on it. */
final class GroupPlacement {
    private final HostIndex index;
    private final Constraints constraints;
    private final Groups groups;
    private final Decisions decisions;
    private final Explanations explanations;
    private final Ranking ranking;

    /** @param why it is these machines; empty: any that fits will do */
    private record Choice(BitSet among, Optional<String> why) {}

    GroupPlacement(
            Cluster cluster,
            Weights weights,
            Constraints constraints,
            Groups groups,
            Decisions decisions,
            Explanations explanations) {
        this.index = cluster.occupancy.index;
        this.constraints = constraints;
        this.groups = groups;
        this.decisions = decisions;
        this.explanations = explanations;
        this.ranking = new Ranking(index, weights);
    }

    /** False when there is no machine for it; then nothing has changed. */
    boolean move(UnitEntry entry, String cause) {
        Optional<UnitEntry> target = groups.target(entry);
        return target.isPresent() ? follow(entry, target.get(), cause) : lead(entry, cause, List.of());
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
        if (target.host == null || follower.host == target.host || decisions.has(follower)) {
            return;
        }
        boolean placed = follower.host != null;
        if (!follow(follower, target, "follows " + target) && placed) {
            decisions.unplace(follower, "follows " + target);
        }
    }

    private boolean lead(UnitEntry root, String cause, List<UnitEntry> leansOn) {
        List<UnitEntry> followers = groups.followers(root);
        Optional<Host> from = decisions.lift(root);
        Map<UnitEntry, Optional<Host>> theirs = new LinkedHashMap<>();
        followers.forEach(follower -> theirs.put(follower, decisions.lift(follower)));
        BitSet fitting = constraints.fitting(root);
        from.filter(Host::isIndexed).ifPresent(host -> fitting.clear(host.ordinal));
        if (fitting.isEmpty()) {
            decisions.putBack(root, from);
            theirs.forEach(decisions::putBack);
            return false;
        }
        BitSet common = withFollowers(fitting, root, followers);
        Choice choice = whereFollowersAre(common, theirs.values())
                .or(() -> from.isPresent() || root.replaces.isEmpty()
                        ? Optional.empty()
                        : Optional.of(takeover(common, root)))
                .orElseGet(() -> new Choice(common, Optional.empty()));
        List<Score> best = ranking.best(choice.among(), root);
        theirs.forEach(decisions::putBack);
        Host to = best.getFirst().host();
        Optional<String> why = choice.why().or(() -> Score.advantage(best));
        decisions.place(root, to, explanations.chosen(root, fitting, best, why), cause, leansOn);
        followers.forEach(this::bring);
        makeWay(root, to);
        return true;
    }

    /** The machines of the set that take as many of the followers as there is one for; a follower nobody takes must wait. */
    private BitSet withFollowers(BitSet fitting, UnitEntry root, List<UnitEntry> followers) {
        BitSet common = (BitSet) fitting.clone();
        List<UnitEntry> joined = new ArrayList<>(List.of(root));
        Reserved sum = Reserved.of(root.requirements());
        for (UnitEntry follower : followers) {
            Reserved together = sum.plus(Reserved.of(follower.requirements()), 1);
            BitSet both = constraints.fitting(follower);
            both.and(common);
            constraints.retainRoomy(both, together);
            boolean targetJoined =
                    groups.target(follower).filter(joined::contains).isPresent();
            if (!both.isEmpty() && targetJoined && joined.stream().noneMatch(follower::conflictsWith)) {
                common = both;
                sum = together;
                joined.add(follower);
            }
        }
        return common;
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

    /** A new unit takes the place of one it replaces, but not of one that has only just been decided on. */
    private Choice takeover(BitSet common, UnitEntry root) {
        BitSet taken = new BitSet();
        BitSet untouched = (BitSet) common.clone();
        for (Pattern pattern : root.replaces) {
            BitSet set = (BitSet) pattern.matching.hosts().clone();
            set.and(common);
            set.stream().forEach(ordinal -> {
                List<UnitEntry> replaced = givingWay(index.at(ordinal), root);
                if (replaced.stream().anyMatch(decisions::has)) {
                    untouched.clear(ordinal);
                } else {
                    taken.set(ordinal, !replaced.isEmpty());
                }
            });
        }
        if (taken.isEmpty()) {
            return new Choice(untouched.isEmpty() ? common : untouched, Optional.empty());
        }
        return new Choice(taken, Optional.of("takes the place of what it replaces"));
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
                lead(replaced, "replaced by " + entry, List.of(entry));
            }
        }
    }
}
