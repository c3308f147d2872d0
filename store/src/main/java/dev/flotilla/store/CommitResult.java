package dev.flotilla.store;

import java.util.List;
import java.util.Objects;

/** How a {@linkplain Store#commit commit} ended. */
public sealed interface CommitResult {

    /**
     * Done, and durable.
     *
     * @param revision the transaction's own revision, above all earlier ones; when nothing was changed (no writes, or only
     *     deletions of absent keys) the store's current one
     */
    record Committed(long revision) implements CommitResult {}

    /**
     * Nothing was done because some compares did not hold.
     *
     * @param revision the store's revision when they were checked; it may belong to a key of somebody else, so do not
     *     wait for it on a watch of your own keys
     * @param failed those that did not hold, in the transaction's order; never empty
     */
    record Conflicted(long revision, List<Compare> failed) implements CommitResult {
        public Conflicted {
            failed = List.copyOf(failed);
            if (failed.isEmpty()) {
                throw new IllegalArgumentException("a conflict without a failed compare");
            }
        }
    }

    /**
     * The transaction was sent, and no answer came: it was carried out completely, or not at all, and if it was not, it
     * still may be a moment later. Find out by reading what it would have changed; repeat it only if its compares make
     * that harmless.
     *
     * @param reason for a person
     */
    record OutcomeUnknown(String reason) implements CommitResult {
        public OutcomeUnknown {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
