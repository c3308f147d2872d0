package dev.flotilla.store.testing;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.Change;
import dev.flotilla.store.Entry;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.WatchListener;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Keeps what a watch says, and says what it looks like from outside. */
public class RecordingListener implements WatchListener {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    public final List<WatchBatch> batches = new CopyOnWriteArrayList<>();
    public final CompletableFuture<Long> compacted = new CompletableFuture<>();
    public final CompletableFuture<FlotillaError> failed = new CompletableFuture<>();
    public final AtomicInteger disconnects = new AtomicInteger();
    public final AtomicInteger reconnects = new AtomicInteger();
    private volatile long position;

    @Override
    public void onBatch(WatchBatch batch) {
        batches.add(batch);
        position = batch.revision();
    }

    @Override
    public void onProgress(long revision) {
        position = revision;
    }

    @Override
    public void onCompacted(long compactedRevision) {
        compacted.complete(compactedRevision);
    }

    @Override
    public void onFailed(FlotillaError error) {
        failed.complete(error);
    }

    @Override
    public void onDisconnected(String reason) {
        disconnects.incrementAndGet();
    }

    @Override
    public void onReconnected() {
        reconnects.incrementAndGet();
    }

    /** The newest revision it was told of. */
    public long position() {
        return position;
    }

    public void awaitRevision(long revision) {
        Awaitility.await("the watch to reach revision " + revision)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> position >= revision);
    }

    public List<Long> revisions() {
        return batches.stream().map(WatchBatch::revision).toList();
    }

    public List<Change> changes() {
        return batches.stream().flatMap(batch -> batch.changes().stream()).toList();
    }

    /** What a follower would hold that started from these entries. */
    public SortedMap<String, Entry> appliedTo(List<Entry> start) {
        SortedMap<String, Entry> model = new TreeMap<>();
        start.forEach(entry -> model.put(entry.key(), entry));
        for (Change change : changes()) {
            switch (change) {
                case Change.Put put -> model.put(put.key(), put.entry());
                case Change.Deleted deleted -> model.remove(deleted.key());
            }
        }
        return model;
    }
}
