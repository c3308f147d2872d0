package dev.flotilla.registry.testing;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.store.Change;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Health;
import dev.flotilla.store.Lease;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Page;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.WatchDelivery;
import dev.flotilla.store.WatchListener;
import dev.flotilla.store.WatchRequest;
import dev.flotilla.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** A store in memory that answers on a loop; it passes the store's contract suite. */
public final class MemoryStore implements Store {
    private final Loop loop;
    private final Supplier<Executor> watchers;
    private final TreeMap<String, TreeMap<Long, Optional<Entry>>> versions = new TreeMap<>();
    private final TreeMap<Long, List<Change>> history = new TreeMap<>();
    private final Map<LeaseId, Held> leases = new HashMap<>();
    private final Set<Following> watches = new LinkedHashSet<>();
    private long revision = 1;
    private long compacted = 1;
    private long nextLease = 1;
    private long commits;
    private long keysWritten;
    private long renewals;

    private static final class Held {
        private final Lease lease;
        private long deadline;

        private Held(Lease lease) {
            this.lease = lease;
        }
    }

    /** @param watchers an executor for each watch */
    public MemoryStore(Loop loop, Supplier<Executor> watchers) {
        this.loop = loop;
        this.watchers = watchers;
    }

    public MemoryStore(Loop loop) {
        this(loop, () -> loop);
    }

    /** How many transactions changed something. */
    public synchronized long commits() {
        return commits;
    }

    /** How many keys were put or deleted. */
    public synchronized long keysWritten() {
        return keysWritten;
    }

    /** How often a lease was renewed. */
    public synchronized long renewals() {
        return renewals;
    }

    /** Everything is lost, the revision too: somebody deleted the data and started the store again. Watches wait. */
    public synchronized void wipe() {
        versions.clear();
        history.clear();
        leases.clear();
        revision = 1;
        compacted = 1;
    }

    /**
     * Copies everything.
     *
     * @return brings that back, the revision too; leases get their full TTL. Watches wait
     */
    public synchronized Runnable backup() {
        TreeMap<String, TreeMap<Long, Optional<Entry>>> oldVersions = new TreeMap<>();
        versions.forEach((key, all) -> oldVersions.put(key, new TreeMap<>(all)));
        TreeMap<Long, List<Change>> oldHistory = new TreeMap<>(history);
        List<Lease> oldLeases = leases.values().stream().map(held -> held.lease).toList();
        long oldRevision = revision;
        long oldCompacted = compacted;
        return () -> {
            synchronized (this) {
                wipe();
                versions.putAll(oldVersions);
                history.putAll(oldHistory);
                revision = oldRevision;
                compacted = oldCompacted;
                oldLeases.forEach(this::grant);
            }
        };
    }

    @Override
    public synchronized CompletableFuture<Page> read(ReadRequest request) {
        long at = request.revision() == 0 ? revision : request.revision();
        if (at > revision) {
            return failed(new FlotillaError.Invalid("revision " + at + " lies in the future"));
        }
        if (at < compacted) {
            return failed(new FlotillaError.Compacted("compacted", compacted));
        }
        List<Entry> entries = new ArrayList<>();
        for (var key : versions.entrySet()) {
            var version = key.getValue().floorEntry(at);
            boolean wanted = request.range().contains(key.getKey())
                    && request.startAfter()
                            .map(after -> key.getKey().compareTo(after) > 0)
                            .orElse(true);
            if (wanted && version != null && version.getValue().isPresent()) {
                if (request.limit() > 0 && entries.size() == request.limit()) {
                    return answer(new Page(entries, at, true));
                }
                entries.add(version.getValue().get());
            }
        }
        return answer(new Page(entries, at, false));
    }

    @Override
    public synchronized CompletableFuture<CommitResult> commit(Transaction transaction) {
        List<Compare> failed = transaction.compares().stream()
                .filter(compare -> {
                    Optional<Entry> entry = newest(compare.key());
                    return !compare.holds(
                            entry.map(Entry::createRevision).orElse(0L),
                            entry.map(Entry::modRevision).orElse(0L));
                })
                .toList();
        if (!failed.isEmpty()) {
            return answer(new CommitResult.Conflicted(revision, failed));
        }
        for (Write write : transaction.writes()) {
            if (write instanceof Write.Put put
                    && put.lease().isPresent()
                    && !leases.containsKey(put.lease().get())) {
                return failed(new FlotillaError.NotFound("lease " + put.lease().get()));
            }
        }
        apply(transaction.writes());
        return answer(new CommitResult.Committed(revision));
    }

    private void apply(List<Write> writes) {
        long next = revision + 1;
        Map<String, Change> changes = new LinkedHashMap<>();
        for (Write write : writes) {
            switch (write) {
                case Write.Put(String key, var value, var lease) -> {
                    long created = newest(key).map(Entry::createRevision).orElse(next);
                    changes.put(key, new Change.Put(new Entry(key, value, created, next, lease)));
                }
                case Write.Delete _, Write.DeletePrefix _ ->
                    versions.keySet().stream()
                            .filter(write.range()::contains)
                            .filter(key -> newest(key).isPresent())
                            .forEach(key -> changes.putIfAbsent(key, new Change.Deleted(key, next)));
            }
        }
        if (changes.isEmpty()) {
            return;
        }
        revision = next;
        commits++;
        keysWritten += changes.size();
        changes.values().forEach(change -> versions.computeIfAbsent(change.key(), k -> new TreeMap<>())
                .put(next, change instanceof Change.Put(Entry entry) ? Optional.of(entry) : Optional.empty()));
        history.put(next, List.copyOf(changes.values()));
        List.copyOf(watches).forEach(Following::signal);
    }

    private Optional<Entry> newest(String key) {
        var all = versions.get(key);
        return all == null ? Optional.empty() : all.lastEntry().getValue();
    }

    @Override
    public synchronized Watch watch(WatchRequest request, WatchListener listener) {
        Following watch = new Following(request, listener, request.after() == 0 ? revision : request.after());
        watches.add(watch);
        watch.signal();
        return watch;
    }

    @Override
    public synchronized CompletableFuture<Lease> grant(Duration ttl) {
        Lease lease = new Lease(new LeaseId(nextLease++), Lease.wholeSeconds(ttl));
        grant(lease);
        return answer(lease);
    }

    private void grant(Lease lease) {
        Held held = new Held(lease);
        leases.put(lease.id(), held);
        prolong(held);
    }

    @Override
    public synchronized CompletableFuture<Duration> renew(LeaseId id) {
        Held held = leases.get(id);
        if (held == null) {
            return failed(new FlotillaError.NotFound("lease " + id));
        }
        renewals++;
        prolong(held);
        return answer(held.lease.ttl());
    }

    private void prolong(Held held) {
        held.deadline = loop.nanoTime() + held.lease.ttl().toNanos();
        loop.after(held.lease.ttl(), () -> expire(held));
    }

    private synchronized void expire(Held held) {
        if (loop.nanoTime() >= held.deadline && leases.get(held.lease.id()) == held) {
            end(held.lease.id());
        }
    }

    private void end(LeaseId id) {
        leases.remove(id);
        apply(versions.keySet().stream()
                .filter(key ->
                        newest(key).flatMap(Entry::lease).filter(id::equals).isPresent())
                .<Write>map(Write.Delete::new)
                .toList());
    }

    @Override
    public synchronized CompletableFuture<Void> revoke(LeaseId id) {
        if (!leases.containsKey(id)) {
            return failed(new FlotillaError.NotFound("lease " + id));
        }
        end(id);
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> done.complete(null));
        return done;
    }

    @Override
    public synchronized CompletableFuture<Long> compact(long target) {
        if (target > revision) {
            return failed(new FlotillaError.Invalid("revision " + target + " lies in the future"));
        }
        compacted = Math.max(compacted, target);
        history.headMap(compacted, true).clear();
        versions.values().forEach(all -> {
            Long keep = all.floorKey(compacted);
            if (keep != null) {
                all.headMap(keep, false).clear();
            }
        });
        return answer(compacted);
    }

    @Override
    public synchronized CompletableFuture<Health> health() {
        return answer(Health.up(revision));
    }

    @Override
    public synchronized void close() {
        List.copyOf(watches).forEach(Following::close);
    }

    private <T> CompletableFuture<T> answer(T value) {
        CompletableFuture<T> future = new CompletableFuture<>();
        loop.execute(() -> future.complete(Objects.requireNonNull(value)));
        return future;
    }

    private <T> CompletableFuture<T> failed(FlotillaError error) {
        CompletableFuture<T> future = new CompletableFuture<>();
        loop.execute(() -> future.completeExceptionally(error.asException()));
        return future;
    }

    private final class Following implements Watch {
        private final WatchRequest request;
        private final WatchDelivery delivery;
        private final Executor thread = watchers.get();
        private final CompletableFuture<Long> started;

        private Following(WatchRequest request, WatchListener listener, long after) {
            this.request = request;
            this.delivery = new WatchDelivery(listener, after);
            this.started = CompletableFuture.completedFuture(after);
        }

        private void signal() {
            thread.execute(this::deliver);
        }

        private void deliver() {
            while (!delivery.ended()) {
                Map.Entry<Long, List<Change>> next;
                long floor;
                long newest;
                synchronized (MemoryStore.this) {
                    next = history.higherEntry(delivery.position());
                    floor = compacted;
                    newest = revision;
                }
                if (delivery.position() < floor) {
                    delivery.compacted(floor);
                    return;
                }
                if (next == null) {
                    delivery.progress(newest);
                    return;
                }
                List<Change> changes = next.getValue().stream()
                        .filter(change -> request.range().contains(change.key()))
                        .toList();
                if (changes.isEmpty()) {
                    delivery.progress(next.getKey());
                } else {
                    delivery.batch(new WatchBatch(next.getKey(), changes));
                }
            }
        }

        @Override
        public CompletableFuture<Long> started() {
            return started;
        }

        @Override
        public void close() {
            synchronized (MemoryStore.this) {
                watches.remove(this);
            }
            delivery.close();
        }
    }
}
