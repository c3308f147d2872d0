package dev.flotilla.placement;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Who follows whom by {@code MachineOf=}. A unit and its followers, and theirs, are one group. */
final class Groups {
    private final Cluster cluster;
    /** Who follows whom does not change while a plan is made. */
    private final Map<UnitEntry, Integer> depths = new HashMap<>();

    Groups(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The unit whose machine it is bound to. A global target binds to no machine of its own: it is a constraint. */
    Optional<UnitEntry> target(UnitEntry entry) {
        return entry.requirements().machineOf().flatMap(cluster::find).filter(target -> !target.isGlobal());
    }

    /** The placeable followers, their followers and so on; targets before followers. */
    List<UnitEntry> followers(UnitEntry root) {
        Set<UnitEntry> found = new LinkedHashSet<>();
        Deque<UnitEntry> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            for (UnitEntry follower : open.remove().followers) {
                if (follower != root && follower.isPlaceable() && found.add(follower)) {
                    open.add(follower);
                }
            }
        }
        return new ArrayList<>(found);
    }

    /** How many targets stand between it and the unit that follows none. */
    int depth(UnitEntry entry) {
        return entry.requirements().machineOf().isEmpty()
                ? 0
                : depths.computeIfAbsent(entry, follower -> chain(follower).size() - 1);
    }

    /** Its target, the target's target and so on, the farthest first. */
    List<UnitEntry> targets(UnitEntry entry) {
        List<UnitEntry> chain = chain(entry);
        return chain.subList(1, chain.size()).reversed();
    }

    /** It, its target, the target's target; ends before the first one that came already. */
    private List<UnitEntry> chain(UnitEntry entry) {
        if (entry.requirements().machineOf().isEmpty()) {
            return List.of(entry);
        }
        Set<UnitEntry> chain = new LinkedHashSet<>();
        Optional<UnitEntry> next = Optional.of(entry);
        while (next.isPresent() && chain.add(next.get())) {
            next = target(next.get());
        }
        return new ArrayList<>(chain);
    }

    /** Why a follower has no machine to follow to, in words. */
    String whyNone(UnitEntry entry, UnitEntry target) {
        List<UnitEntry> chain = chain(entry);
        if (target(chain.getLast()).filter(entry::equals).isPresent()) {
            return chain.stream()
                    .map(UnitEntry::toString)
                    .collect(Collectors.joining(" -> ", "MachineOf goes in a circle: ", " -> " + entry));
        }
        if (target.unit == null) {
            return "waits for " + target + ", which does not exist";
        }
        return "waits for " + target + (target.isPlaceable() ? ", which is on no machine" : ", which is inactive");
    }
}
