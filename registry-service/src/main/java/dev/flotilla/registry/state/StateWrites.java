package dev.flotilla.registry.state;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.record.Records;
import dev.flotilla.registry.watch.Item;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores reported states, those of many machines in one transaction: while one is under way, the next gathers. Each carries
 * the machines' revisions as fences, so that a report of a session that is over never overwrites a newer one's. What is so
 * already costs no write. On the loop.
 */
public final class StateWrites {
    private static final Logger LOG = LoggerFactory.getLogger(StateWrites.class);
    private static final int BATCH = 100;
    /** Bytes; a whole batch of such details is less than half of what a transaction holds. */
    private static final int MAX_DETAIL = 4096;

    private static final int MOST_BYTES_OF_A_CHARACTER = 3;
    private static final Duration RETRY = Duration.ofMillis(200);

    private final Loop loop;
    private final WatchCache cache;
    private final Commits commits;
    private final KeyScheme keys;
    private final StateQueue queue = new StateQueue();
    private int limit = BATCH;
    private boolean busy;
    private boolean saidStuck;

    public StateWrites(Loop loop, WatchCache cache, Commits commits, KeyScheme keys) {
        this.loop = loop;
        this.cache = cache;
        this.commits = commits;
        this.keys = keys;
    }

    /**
     * Takes a report of the machine in its session.
     *
     * @return true when it is stored (it waits for as long as the store is away), false when the session is over
     */
    public CompletableFuture<Boolean> report(MachineId machine, String session, StateReport report) {
        PendingReport pending = new PendingReport();
        List<UnitState> states =
                report.changed().stream().map(state -> cleaned(state, machine)).toList();
        queue.add(
                machine,
                session,
                new StateReport(report.complete(), states, report.removed(), report.sequence()),
                pending);
        loop.execute(this::flush);
        return pending.handedOver();
    }

    private static UnitState cleaned(UnitState state, MachineId machine) {
        if (state.machine().equals(machine) && state.detail().length() <= MAX_DETAIL / MOST_BYTES_OF_A_CHARACTER) {
            return state;
        }
        return new UnitState(
                state.unit(),
                machine,
                state.hash(),
                state.observed(),
                state.load(),
                state.active(),
                state.sub(),
                state.since(),
                shortened(state.detail()));
    }

    private static String shortened(String detail) {
        byte[] bytes = detail.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_DETAIL) {
            return detail;
        }
        int end = MAX_DETAIL;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--; // within a character
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private void flush() {
        while (!busy && !queue.isEmpty()) {
            flushBatch();
        }
    }

    private void flushBatch() {
        Map<MachineId, Machine> machines = new LinkedHashMap<>();
        List<StateQueue.Op> batch = new ArrayList<>();
        for (StateQueue.Op op : queue.take(limit, cache.cluster())) {
            Optional<Machine> machine = cache.cluster()
                    .machine(op.key().machine())
                    .filter(found -> found.sessionId().equals(op.session()));
            if (machine.isEmpty()) {
                queue.settled(op);
                op.reports().forEach(PendingReport::ignored);
            } else {
                machines.put(op.key().machine(), machine.get());
                batch.add(op);
            }
        }
        if (!batch.isEmpty()) {
            commit(batch, List.copyOf(machines.values()));
        }
    }

    private void commit(List<StateQueue.Op> batch, List<Machine> machines) {
        Transaction transaction;
        try {
            transaction = transaction(batch, machines);
        } catch (RuntimeException e) {
            refused(batch, Futures.error(e));
            return;
        }
        busy = true;
        commits.commit(WriteKind.STATE, transaction).whenComplete((result, failure) -> {
            if (failure != null) {
                failed(batch, Futures.error(failure));
                return;
            }
            switch (result) {
                case CommitResult.Committed(long revision) -> committed(batch, revision);
                case CommitResult.Conflicted conflict -> catchUp(batch, conflict);
                case CommitResult.OutcomeUnknown(String reason) -> fenceOff(batch, machines.getFirst(), reason);
            }
        });
    }

    private Transaction transaction(List<StateQueue.Op> batch, List<Machine> machines) {
        Transaction.Builder transaction = Transaction.builder();
        machines.forEach(machine -> transaction.when(fence(machine)));
        batch.forEach(op -> transaction.then(write(op)));
        return transaction.build();
    }

    private void failed(List<StateQueue.Op> batch, FlotillaError error) {
        if (error instanceof FlotillaError.TooLarge || error instanceof FlotillaError.Invalid) {
            refused(batch, error);
            next();
        } else {
            again(batch, error.message());
        }
    }

    /** It will never be stored as it is: smaller batches find out which state is to blame, and the others go on without it. */
    private void refused(List<StateQueue.Op> batch, FlotillaError error) {
        if (batch.size() > 1) {
            limit = batch.size() / 2;
            queue.putBack(batch);
            return;
        }
        StateQueue.Op op = batch.getFirst();
        LOG.error(
                "the state of {} on {} cannot be stored and is left out: {}",
                op.key().unit(),
                op.key().machine(),
                error.message());
        limit = BATCH;
        op.reports().forEach(PendingReport::stored);
    }

    /**
     * A batch that may still be carried out must not come after what follows it: the record of one of its machines is written
     * anew, so that one of its fences fails from then on, and with it the whole of it.
     */
    private void fenceOff(List<StateQueue.Op> batch, Machine machine, String reason) {
        queue.doubtful(batch);
        Transaction transaction = Transaction.when(fence(machine))
                .then(new Write.Put(keys.machine(machine.id().value()), Records.machine(machine)))
                .build();
        commits.commit(WriteKind.STATE, transaction).whenComplete((result, failure) -> {
            if (failure != null || result instanceof CommitResult.OutcomeUnknown) {
                loop.after(RETRY, () -> fenceOff(batch, machine, reason));
            } else if (result instanceof CommitResult.Conflicted conflict) {
                catchUp(batch, conflict);
            } else if (result instanceof CommitResult.Committed(long revision)) {
                queue.written(batch, revision);
                cache.reached(revision).whenComplete((seen, lag) -> again(batch, reason));
            }
        });
    }

    /** The next batch is compared with a cache that shows this one, unless the watch lags too much. */
    private void committed(List<StateQueue.Op> batch, long revision) {
        saidStuck = false;
        limit = BATCH;
        queue.written(batch, revision);
        cache.reached(revision).whenComplete((seen, failure) -> {
            batch.forEach(op -> op.reports().forEach(PendingReport::stored));
            next();
        });
    }

    /** Some machine's record is newer than the cache: wait until the cache shows it, and look again. */
    private void catchUp(List<StateQueue.Op> batch, CommitResult.Conflicted conflict) {
        commits.readKey(conflict.failed().getFirst().key())
                .thenCompose(entry -> entry.map(found -> cache.await(found.modRevision()))
                        .orElseGet(() -> Futures.failed(
                                new FlotillaError.Unavailable("a machine's record is gone, and the cache lags"))))
                .whenComplete((seen, failure) -> {
                    if (failure != null) {
                        again(batch, Futures.error(failure).message());
                    } else {
                        queue.putBack(batch);
                        next();
                    }
                });
    }

    private void again(List<StateQueue.Op> batch, String reason) {
        if (!saidStuck) {
            LOG.warn("states cannot be stored now, trying on: {}", reason);
            saidStuck = true;
        }
        queue.putBack(batch);
        loop.after(RETRY, this::next);
    }

    private void next() {
        busy = false;
        flush();
    }

    private Compare fence(Machine machine) {
        return new Compare.ModRevision(keys.machine(machine.id().value()), machine.revision());
    }

    private Write write(StateQueue.Op op) {
        String key = keys.state(op.key().machine().value(), op.key().unit().value());
        return op.state()
                .<Write>map(state -> new Write.Put(
                        key, cache.written().remember(key, Records.state(state), new Item.OfState(state))))
                .orElseGet(() -> new Write.Delete(key));
    }
}
