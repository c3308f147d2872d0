package dev.flotilla.registry.watch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The newest changes, for watchers that continue where they were. Bounded: large unit files weigh more. */
final class History {
    private final int capacity;
    private final TreeMap<Long, RevisionChanges> revisions = new TreeMap<>();
    private long floor;
    private long weight;

    /** @param capacity so many changes are kept */
    History(int capacity) {
        this.capacity = capacity;
    }

    /** Forgets everything: what comes from now on follows this revision. */
    void reset(long revision) {
        revisions.clear();
        weight = 0;
        floor = revision;
    }

    void append(RevisionChanges changes) {
        if (changes.changes().isEmpty()) {
            return;
        }
        List<ItemChange> kept =
                changes.changes().stream().map(ItemChange::forgetBefore).toList();
        revisions.put(changes.revision(), new RevisionChanges(changes.revision(), kept));
        weight += weight(kept);
        while (weight > capacity && !revisions.isEmpty()) {
            Map.Entry<Long, RevisionChanges> oldest = revisions.pollFirstEntry();
            weight -= weight(oldest.getValue().changes());
            floor = oldest.getKey();
        }
    }

    /** Whether every change after this revision is still here. */
    boolean reachesBackTo(long revision) {
        return revision >= floor;
    }

    /** Changes after this revision are here; those up to it may be gone. */
    long floor() {
        return floor;
    }

    /** The first revision with changes after this one. */
    Optional<RevisionChanges> next(long after) {
        return Optional.ofNullable(revisions.higherEntry(after)).map(Map.Entry::getValue);
    }

    /** How full it is, in changes. */
    long weight() {
        return weight;
    }

    private static long weight(List<ItemChange> changes) {
        return changes.stream().mapToLong(Weight::of).sum();
    }
}
