package dev.flotilla.store.embedded;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.Lease;
import dev.flotilla.store.LeaseId;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes anything. It takes whatever is queued, decides it in order, makes it durable as one group,
 * publishes it and then answers. Between groups it ends expired leases and compacts old history.
 */
final class Writer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int MAX_QUEUED = 1 << 16;
    private static final int MAX_GROUP_OPERATIONS = 1_000;
    private static final int MAX_GROUP_CHANGES = 10_000;
    /** How far the history may outgrow its bound, so that compaction comes in steps worth a write. */
    private static final int COMPACTION_STEP = 2_048;

    private final BlockingQueue<Operation> queue = new LinkedBlockingQueue<>(MAX_QUEUED);
    private final SecureRandom random = new SecureRandom();
    private final Keyspace keyspace;
    private final Leases leases;
    private final Journal journal;
    private final int retainedChanges;
    private final LongSupplier nanoTime;
    private final Executor answers;
    private final WriterListener listener;
    private long sequence;
    /** The size of the history above which it is cut off: one more step when that was refused last time. */
    private int tolerated;

    private volatile Optional<FlotillaError> ended = Optional.empty();

    Writer(
            StoreContents contents,
            Journal journal,
            EmbeddedSettings settings,
            Executor answers,
            WriterListener listener) {
        this.keyspace = contents.keyspace();
        this.leases = contents.leases();
        this.sequence = contents.lastSequence();
        this.journal = journal;
        this.retainedChanges = settings.retainedChanges();
        this.tolerated = retainedChanges + COMPACTION_STEP;
        this.nanoTime = settings.nanoTime();
        this.answers = answers;
        this.listener = listener;
    }

    /** Why it takes no more operations, once it does not. */
    Optional<FlotillaError> ended() {
        return ended;
    }

    void submit(Operation operation) {
        if (!queue.offer(operation)) {
            operation.refuse(new FlotillaError.Unavailable("the store has " + MAX_QUEUED + " operations waiting"));
        }
        ended.ifPresent(this::refuseQueued);
    }

    @Override
    public void run() {
        FlotillaError reason = new FlotillaError.Internal("the store's writer stopped; the store must be reopened");
        boolean broke = true;
        try {
            while (step()) {}
            reason = new FlotillaError.Unavailable("the store is closed");
            broke = false;
        } catch (JournalException e) {
            LOG.error("the store file cannot be relied on any more; the store takes no writes until it is reopened", e);
            reason = new FlotillaError.Unavailable("the store failed and must be reopened: " + e.getMessage());
        } catch (InterruptedException | RuntimeException e) {
            LOG.error("the store's writer stopped; the store must be reopened", e);
        } finally {
            end(reason, broke);
        }
    }

    private void end(FlotillaError reason, boolean broke) {
        ended = Optional.of(reason);
        refuseQueued(reason);
        if (broke) {
            listener.broke(reason);
        }
    }

    private void refuseQueued(FlotillaError reason) {
        for (Operation operation = queue.poll(); operation != null; operation = queue.poll()) {
            operation.refuse(reason);
        }
    }

    /** One group. Returns whether there is to be another. */
    private boolean step() throws InterruptedException, JournalException {
        Group group = new Group(keyspace, leases, sequence);
        Optional<Operation.Stop> stop = fill(group);
        if (!leases.isEmpty()) {
            leases.expired(nanoTime.getAsLong()).forEach(group::end);
        }
        write(group);
        if (stop.isEmpty() && keyspace.historySize() > tolerated) {
            compactHistory();
        }
        stop.ifPresent(operation -> operation.future().complete(null));
        return stop.isEmpty();
    }

    /** A group of its own, so that nothing else is refused when the file does not take it. */
    private void compactHistory() throws JournalException {
        Group group = new Group(keyspace, leases, sequence);
        group.compact(keyspace.revisionToRetain(retainedChanges));
        int reached = write(group) ? retainedChanges : keyspace.historySize();
        tolerated = reached + COMPACTION_STEP;
    }

    private Optional<Operation.Stop> fill(Group group) throws InterruptedException {
        Operation operation = first();
        for (int i = 0; operation != null; i++) {
            if (operation instanceof Operation.Stop stop) {
                return Optional.of(stop);
            }
            apply(operation, group);
            boolean full = i == MAX_GROUP_OPERATIONS || group.batch().versions().size() >= MAX_GROUP_CHANGES;
            operation = full ? null : queue.poll();
        }
        return Optional.empty();
    }

    private @Nullable Operation first() throws InterruptedException {
        return leases.isEmpty() ? queue.take() : queue.poll(Leases.CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void apply(Operation operation, Group group) {
        switch (operation) {
            case Operation.Commit commit -> group.commit(commit.transaction(), commit.future());
            case Operation.Grant grant ->
                group.grant(new Lease(newLeaseId(), grant.ttl()), nanoTime.getAsLong(), grant.future());
            case Operation.Renew renew -> group.renew(renew.lease(), nanoTime.getAsLong(), renew.future());
            case Operation.Revoke revoke -> group.revoke(revoke.lease(), revoke.future());
            case Operation.Compact compact -> group.compact(compact.revision(), compact.future());
            case Operation.Stop _ -> throw new IllegalStateException("stop is not applied");
        }
    }

    /** Random, so that a lease of a file that was deleted meanwhile is never mistaken for one of ours. */
    private LeaseId newLeaseId() {
        return new LeaseId(random.nextLong(1, Long.MAX_VALUE));
    }

    /** Returns whether the file took it. */
    private boolean write(Group group) throws JournalException {
        try {
            if (!group.batch().isEmpty()) {
                journal.write(group.batch());
            }
        } catch (JournalException e) {
            undo(group, e);
            return false;
        }
        sequence = group.sequence();
        keyspace.publish(group.batch().versions());
        group.batch().compacted().ifPresent(keyspace::compact);
        listener.published();
        answers.execute(group::acknowledge);
        return true;
    }

    private void undo(Group group, JournalException e) throws JournalException {
        FlotillaError error = new FlotillaError.Unavailable("the store " + e.getMessage());
        answers.execute(() -> group.fail(error, e.outcomeKnown()));
        if (!e.outcomeKnown()) {
            throw e;
        }
        LOG.warn(
                "the store could not write {} changes", group.batch().versions().size(), e);
        List<Lease> ended = new ArrayList<>(group.batch().ended());
        ended.removeAll(group.batch().granted());
        keyspace.unstage(group.batch().versions());
        group.batch().granted().forEach(lease -> leases.remove(lease.id()));
        ended.forEach(lease -> leases.add(lease, nanoTime.getAsLong()));
        leases.attach(keyspace.newestUnder(""));
    }
}
