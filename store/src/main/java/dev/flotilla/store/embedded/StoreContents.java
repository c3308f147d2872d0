package dev.flotilla.store.embedded;

import dev.flotilla.store.Change;
import dev.flotilla.store.Lease;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What a journal says, in memory. The history is there again up to the last compaction; leases get their full TTL.
 *
 * @param lastSequence the journal's newest row
 */
record StoreContents(Keyspace keyspace, Leases leases, long lastSequence) {

    static StoreContents load(Journal journal, LongSupplier nanoTime) throws SQLException {
        long compacted = journal.compacted();
        Keyspace keyspace = new Keyspace(compacted, compacted);
        Loader loader = new Loader(keyspace);
        journal.replay(loader::accept);
        loader.publish();
        long now = nanoTime.getAsLong();
        Leases leases = new Leases(now);
        for (Lease lease : journal.leases()) {
            leases.add(lease, now);
        }
        leases.attach(keyspace.newestUnder(""));
        return new StoreContents(keyspace, leases, loader.lastSequence);
    }

    private static final class Loader {
        private final Keyspace keyspace;
        private final List<Version> history = new ArrayList<>();
        private long lastSequence;
        private long lastRevision;

        Loader(Keyspace keyspace) {
            this.keyspace = keyspace;
        }

        void accept(long sequence, Change change) {
            if (change.modRevision() < lastRevision) {
                throw new IllegalStateException(
                        "revision " + change.modRevision() + " after " + lastRevision + " in row " + sequence);
            }
            lastSequence = sequence;
            lastRevision = change.modRevision();
            Version version = keyspace.stage(sequence, change);
            if (change.modRevision() > keyspace.compacted()) {
                history.add(version);
            }
        }

        void publish() {
            keyspace.publish(history);
        }
    }
}
