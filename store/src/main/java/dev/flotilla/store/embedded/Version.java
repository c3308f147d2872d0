package dev.flotilla.store.embedded;

import dev.flotilla.store.Change;
import dev.flotilla.store.Entry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A key as one change left it, linked to the version before. */
final class Version {
    private final long sequence;
    private final Change change;
    private volatile @Nullable Version previous;

    /** @param sequence the change's row in the journal */
    Version(long sequence, Change change, @Nullable Version previous) {
        this.sequence = sequence;
        this.change = change;
        this.previous = previous;
    }

    long sequence() {
        return sequence;
    }

    Change change() {
        return change;
    }

    String key() {
        return change.key();
    }

    long revision() {
        return change.modRevision();
    }

    /** Empty for a deletion. */
    Optional<Entry> entry() {
        return change instanceof Change.Put put ? Optional.of(put.entry()) : Optional.empty();
    }

    @Nullable
    Version previous() {
        return previous;
    }

    void forgetPrevious() {
        previous = null;
    }

    /** The version that was valid at a revision. */
    @Nullable
    Version at(long revision) {
        Version version = this;
        while (version != null && version.revision() > revision) {
            version = version.previous;
        }
        return version;
    }
}
