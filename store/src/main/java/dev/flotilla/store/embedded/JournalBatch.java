package dev.flotilla.store.embedded;

import dev.flotilla.store.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What one SQLite transaction is to make durable: the effects of a group of operations, in their order. */
final class JournalBatch {
    private final List<Version> versions = new ArrayList<>();
    private final List<Lease> granted = new ArrayList<>();
    private final List<Lease> ended = new ArrayList<>();
    private List<Long> forgotten = List.of();
    private OptionalLong compacted = OptionalLong.empty();

    void add(Version version) {
        versions.add(version);
    }

    void grant(Lease lease) {
        granted.add(lease);
    }

    void end(Lease lease) {
        ended.add(lease);
    }

    /** @param sequences all that a compaction at this revision makes superfluous, also what one before it did */
    void compact(long revision, List<Long> sequences) {
        compacted = OptionalLong.of(revision);
        forgotten = List.copyOf(sequences);
    }

    List<Version> versions() {
        return versions;
    }

    List<Lease> granted() {
        return granted;
    }

    List<Lease> ended() {
        return ended;
    }

    /** Rows of changes that compaction makes superfluous. */
    List<Long> forgotten() {
        return forgotten;
    }

    OptionalLong compacted() {
        return compacted;
    }

    boolean isEmpty() {
        return versions.isEmpty() && granted.isEmpty() && ended.isEmpty() && compacted.isEmpty();
    }
}
