package dev.flotilla.simulation.store;

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
import dev.flotilla.store.WatchListener;
import dev.flotilla.store.WatchRequest;
import dev.flotilla.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** A store in memory on a given clock; it passes the contract suite of the real ones. */
public final class SimStore implements Store {
    private final Loop loop;
    private final Supplier<Executor> watchers;
    private final RevisionListener listener;
    private final TreeMap<String, TreeMap<Long, Optional<Entry>>> versions = new TreeMap<>();
    private final TreeMap<Long, List<Change>> history = new TreeMap<>();
    private final Map<LeaseId, Held> leases = new TreeMap<>((a, b) -> Long.compare(a.value(), b.value()));
    private final Set<SimWatch> watches = new LinkedHashSet<>();
    private long revision = 1;
    private long compacted = 1;
    private long nextLease = 1;
    private boolean down;

    private static final class Held {
        private final Lease lease;
        private long deadline;

        private Held(Lease lease) {
            this.lease = lease;
        }
    }

    /**
     * @param watchers an executor for each watch
     * @param listener is told of every revision, before anybody else
     */
    public SimStore(Loop loop, Supplier<Executor> watchers, RevisionListener listener) {
        this.loop = loop;
        this.watchers = watchers;
        this.listener = listener;
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
                .filter(compare -> !holds(compare))
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

    private boolean holds(Compare compare) {
        Optional<Entry> entry = newest(compare.key());
        return compare.holds(
                entry.map(Entry::createRevision).orElse(0L),
                entry.map(Entry::modRevision).orElse(0L));
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
        changes.values().forEach(change -> versions.computeIfAbsent(change.key(), k -> new TreeMap<>())
                .put(next, change instanceof Change.Put(Entry entry) ? Optional.of(entry) : Optional.empty()));
        List<Change> all = List.copyOf(changes.values());
        history.put(next, all);
        listener.committed(next, all);
        List.copyOf(watches).forEach(SimWatch::signal);
    }

    private Optional<Entry> newest(String key) {
        var all = versions.get(key);
        return all == null || all.isEmpty() ? Optional.empty() : all.lastEntry().getValue();
    }

    @Override
    public synchronized Watch watch(WatchRequest request, WatchListener to) {
        long after = request.after() == 0 ? revision : request.after();
        SimWatch watch = new SimWatch(this, request.range(), to, after, watchers.get());
        watches.add(watch);
        watch.signal();
        return watch;
    }

    synchronized void forget(SimWatch watch) {
        watches.remove(watch);
    }

    /** What a watch at this position is to be told next. */
    synchronized SimWatch.Next next(long position) {
        var next = history.higherEntry(position);
        return new SimWatch.Next(
                compacted,
                revision,
                next == null ? Optional.empty() : Optional.of(next.getKey()),
                next == null ? List.of() : next.getValue());
    }

    @Override
    public synchronized CompletableFuture<Lease> grant(Duration ttl) {
        Held held = new Held(new Lease(new LeaseId(nextLease++), Lease.wholeSeconds(ttl)));
        leases.put(held.lease.id(), held);
        prolong(held);
        return answer(held.lease);
    }

    @Override
    public synchronized CompletableFuture<Duration> renew(LeaseId id) {
        Held held = leases.get(id);
        if (held == null) {
            return failed(new FlotillaError.NotFound("lease " + id));
        }
        prolong(held);
        return answer(held.lease.ttl());
    }

    private void prolong(Held held) {
        held.deadline = loop.nanoTime() + held.lease.ttl().toNanos();
        loop.after(held.lease.ttl(), () -> expire(held));
    }

    private synchronized void expire(Held held) {
        if (!down && loop.nanoTime() >= held.deadline && leases.containsKey(held.lease.id())) {
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
        List.copyOf(watches).forEach(SimWatch::signal);
        return answer(compacted);
    }

    @Override
    public synchronized CompletableFuture<Health> health() {
        return answer(down ? Health.down("down") : Health.up(revision));
    }

    public synchronized long revision() {
        return revision;
    }

    /** What is stored now. */
    public synchronized Optional<Entry> stored(String key) {
        return newest(key);
    }

    /** No lease ends while nobody counts. */
    public synchronized void goDown() {
        down = true;
    }

    /** As etcd's new leader: every lease gets its whole time anew. */
    public synchronized void comeBack() {
        down = false;
        List.copyOf(leases.values()).forEach(this::prolong);
    }

    /** Forgets the newest revisions, as a store would that acknowledges before it has written to disk. */
    public synchronized void loseTail(int revisions) {
        long kept = Math.max(compacted, revision - revisions);
        history.tailMap(kept, false).clear();
        versions.values().forEach(all -> all.tailMap(kept, false).clear());
        versions.values().removeIf(TreeMap::isEmpty);
        revision = kept;
        listener.lostAfter(kept);
    }

    /** A lease ends before its time, as when its renewals were lost. */
    public synchronized void expireNow(LeaseId id) {
        if (leases.containsKey(id)) {
            end(id);
        }
    }

    @Override
    public synchronized void close() {
        List.copyOf(watches).forEach(SimWatch::close);
    }

    private <T> CompletableFuture<T> answer(T value) {
        CompletableFuture<T> future = new CompletableFuture<>();
        loop.execute(() -> future.complete(value));
        return future;
    }

    private <T> CompletableFuture<T> failed(FlotillaError error) {
        CompletableFuture<T> future = new CompletableFuture<>();
        loop.execute(() -> future.completeExceptionally(error.asException()));
        return future;
    }
}
