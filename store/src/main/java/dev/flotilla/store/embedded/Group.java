package dev.flotilla.store.embedded;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.Change;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Lease;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Operations that become durable together. Each is decided on what those before it staged, gets its own revision and its
 * own answer; the answers are given when the journal has the group.
 */
final class Group {
    private record Answer<T>(
            CompletableFuture<T> future,
            @Nullable T value,
            @Nullable FlotillaError error) {
        void give() {
            if (error != null) {
                future.completeExceptionally(error.asException());
            } else {
                future.complete(value);
            }
        }
    }

    private final Keyspace keyspace;
    private final Leases leases;
    private final JournalBatch batch = new JournalBatch();
    private final List<Answer<?>> answers = new ArrayList<>();
    private long revision;
    private long sequence;

    Group(Keyspace keyspace, Leases leases, long lastSequence) {
        this.keyspace = keyspace;
        this.leases = leases;
        this.revision = keyspace.revision();
        this.sequence = lastSequence;
    }

    JournalBatch batch() {
        return batch;
    }

    long sequence() {
        return sequence;
    }

    void commit(Transaction transaction, CompletableFuture<CommitResult> future) {
        List<Compare> failed = transaction.compares().stream()
                .filter(compare -> !holds(compare))
                .toList();
        if (!failed.isEmpty()) {
            answer(future, new CommitResult.Conflicted(revision, failed));
            return;
        }
        Optional<LeaseId> unknown = unknownLease(transaction);
        if (unknown.isPresent()) {
            refuse(future, noLease(unknown.get()));
            return;
        }
        int before = batch.versions().size();
        transaction.writes().forEach(write -> stage(write, revision + 1));
        endRevision(before);
        answer(future, new CommitResult.Committed(revision));
    }

    void grant(Lease lease, long now, CompletableFuture<Lease> future) {
        leases.add(lease, now);
        batch.grant(lease);
        answer(future, lease);
    }

    void renew(LeaseId lease, long now, CompletableFuture<Duration> future) {
        leases.renew(lease, now).ifPresentOrElse(ttl -> answer(future, ttl), () -> refuse(future, noLease(lease)));
    }

    void revoke(LeaseId lease, CompletableFuture<Void> future) {
        if (!leases.contains(lease)) {
            refuse(future, noLease(lease));
            return;
        }
        end(lease);
        answers.add(new Answer<Void>(future, null, null));
    }

    /** Deletes the lease and its keys. */
    void end(LeaseId id) {
        int before = batch.versions().size();
        leases.keysOf(id).forEach(key -> delete(key, revision + 1));
        endRevision(before);
        leases.remove(id).ifPresent(batch::end);
    }

    void compact(long target, CompletableFuture<Long> future) {
        if (target > keyspace.revision()) {
            refuse(
                    future,
                    new FlotillaError.Invalid(
                            "cannot compact at revision " + target + ", the store is at " + keyspace.revision()));
            return;
        }
        compact(target);
        answer(future, compacted());
    }

    /** Only the file's side of it: as long as it does not have that, the versions in memory are the only list of its rows. */
    void compact(long target) {
        if (target > compacted()) {
            batch.compact(target, keyspace.superfluous(target));
        }
    }

    private long compacted() {
        return batch.compacted().orElse(keyspace.compacted());
    }

    private <T> void answer(CompletableFuture<T> future, T value) {
        answers.add(new Answer<>(future, value, null));
    }

    private <T> void refuse(CompletableFuture<T> future, FlotillaError error) {
        answers.add(new Answer<>(future, null, error));
    }

    /** The group is durable. */
    void acknowledge() {
        answers.forEach(Answer::give);
    }

    /** The group has failed: no answer stands, for each may rest on what others staged. */
    void fail(FlotillaError error, boolean outcomeKnown) {
        for (Answer<?> answer : answers) {
            if (!outcomeKnown && answer.value() instanceof CommitResult.Committed) {
                complete(answer.future(), new CommitResult.OutcomeUnknown(error.message()));
            } else {
                answer.future().completeExceptionally(error.asException());
            }
        }
    }

    @SuppressWarnings("unchecked") // an Answer with a CommitResult belongs to a future of one
    private static void complete(CompletableFuture<?> future, CommitResult result) {
        ((CompletableFuture<CommitResult>) future).complete(result);
    }

    private boolean holds(Compare compare) {
        Optional<Entry> entry = keyspace.newest(compare.key());
        return compare.holds(
                entry.map(Entry::createRevision).orElse(0L),
                entry.map(Entry::modRevision).orElse(0L));
    }

    private Optional<LeaseId> unknownLease(Transaction transaction) {
        return transaction.writes().stream()
                .filter(Write.Put.class::isInstance)
                .flatMap(write -> ((Write.Put) write).lease().stream())
                .filter(lease -> !leases.contains(lease))
                .findFirst();
    }

    private void stage(Write write, long at) {
        switch (write) {
            case Write.Put put -> put(put, at);
            case Write.Delete delete -> delete(delete.key(), at);
            case Write.DeletePrefix delete ->
                keyspace.newestUnder(delete.prefix()).forEach(entry -> delete(entry.key(), at));
        }
    }

    private void put(Write.Put put, long at) {
        Optional<Entry> before = keyspace.newest(put.key());
        long created = before.map(Entry::createRevision).orElse(at);
        leases.move(put.key(), before, put.lease());
        batch.add(keyspace.stage(
                ++sequence, new Change.Put(new Entry(put.key(), put.value(), created, at, put.lease()))));
    }

    private void delete(String key, long at) {
        Optional<Entry> before = keyspace.newest(key);
        if (before.isPresent()) {
            leases.move(key, before, Optional.empty());
            batch.add(keyspace.stage(++sequence, new Change.Deleted(key, at)));
        }
    }

    private void endRevision(int versionsBefore) {
        if (batch.versions().size() > versionsBefore) {
            revision++;
        }
    }

    private static FlotillaError noLease(LeaseId lease) {
        return new FlotillaError.NotFound("lease " + lease + " does not exist or has expired");
    }
}
