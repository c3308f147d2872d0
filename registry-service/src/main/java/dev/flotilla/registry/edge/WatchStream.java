package dev.flotilla.registry.edge;

import dev.flotilla.proto.v1.ChangeBatch;
import dev.flotilla.proto.v1.CompactedNotice;
import dev.flotilla.proto.v1.Progress;
import dev.flotilla.proto.v1.Snapshot;
import dev.flotilla.proto.v1.SnapshotEnd;
import dev.flotilla.proto.v1.WatchResponse;
import dev.flotilla.registry.watch.Delivery;
import dev.flotilla.registry.watch.Item;
import dev.flotilla.registry.watch.ItemChange;
import dev.flotilla.registry.watch.Kind;
import dev.flotilla.registry.watch.Subscription;
import dev.flotilla.registry.watch.Watches;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One watcher. The next delivery is asked for when the last one is sent and the stream takes more: what a slow watcher has not
 * taken waits in the shared history, not here.
 */
final class WatchStream {
    private final Items items;
    private final ServerCallStreamObserver<WatchResponse> observer;
    private final AtomicBoolean waitsForStream = new AtomicBoolean();
    private volatile @Nullable Subscription subscription;
    private volatile boolean cancelled;

    WatchStream(Items items, ServerCallStreamObserver<WatchResponse> observer) {
        this.items = items;
        this.observer = observer;
    }

    /** Call it before the RPC method returns: gRPC takes handlers only until then. */
    void open(Watches watches, Set<Kind> kinds, long after, String history) {
        observer.setOnReadyHandler(this::ready);
        observer.setOnCancelHandler(this::cancel);
        watches.open(kinds, after, history, delivery -> Replies.OFF_LOOP.execute(() -> send(delivery)))
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        Replies.fail(observer, failure);
                    } else {
                        opened(opened);
                    }
                });
    }

    private void opened(Subscription opened) {
        subscription = opened;
        if (cancelled) {
            opened.cancel();
        } else {
            opened.request();
        }
    }

    private void cancel() {
        cancelled = true;
        Optional.ofNullable(subscription).ifPresent(Subscription::cancel);
    }

    private void ready() {
        if (waitsForStream.compareAndSet(true, false)) {
            Optional.ofNullable(subscription).ifPresent(Subscription::request);
        }
    }

    private void next() {
        waitsForStream.set(true);
        if (observer.isReady()) {
            ready();
        }
    }

    private void send(Delivery delivery) {
        if (cancelled) {
            return;
        }
        try {
            switch (delivery) {
                case Delivery.Snapshot(var part) -> sendSnapshot(part);
                case Delivery.SnapshotEnd(long revision, String history) ->
                    observer.onNext(WatchResponse.newBuilder()
                            .setSnapshotEnd(SnapshotEnd.newBuilder()
                                    .setRevision(revision)
                                    .setHistory(history))
                            .build());
                case Delivery.Changes(long revision, var changes) -> sendChanges(revision, changes);
                case Delivery.Progress(long revision) ->
                    observer.onNext(WatchResponse.newBuilder()
                            .setProgress(Progress.newBuilder().setRevision(revision))
                            .build());
                case Delivery.Compacted(long revision) -> {
                    observer.onNext(WatchResponse.newBuilder()
                            .setCompacted(CompactedNotice.newBuilder().setCompactedRevision(revision))
                            .build());
                    observer.onCompleted();
                    return;
                }
                case Delivery.StoreLost() -> {
                    Replies.fail(observer, Watches.storeLost());
                    return;
                }
            }
        } catch (RuntimeException e) {
            cancel();
            Replies.fail(observer, e);
            return;
        }
        next();
    }

    private void sendSnapshot(List<Item> part) {
        MessageSize size = new MessageSize();
        Snapshot.Builder snapshot = Snapshot.newBuilder();
        for (Item item : part) {
            var message = items.item(item);
            if (!size.fits(message)) {
                observer.onNext(WatchResponse.newBuilder().setSnapshot(snapshot).build());
                snapshot = Snapshot.newBuilder();
                size.restart();
                size.fits(message);
            }
            snapshot.addItems(message);
        }
        observer.onNext(WatchResponse.newBuilder().setSnapshot(snapshot).build());
    }

    /** Cut between revisions only: a batch holds whole ones. */
    private void sendChanges(long revision, List<ItemChange> changes) {
        MessageSize size = new MessageSize();
        ChangeBatch.Builder batch = ChangeBatch.newBuilder();
        long last = 0;
        for (ItemChange change : changes) {
            var message = items.change(change);
            if (!size.fits(message) && change.revision() != last) {
                observer.onNext(WatchResponse.newBuilder()
                        .setChanges(batch.setRevision(last))
                        .build());
                batch = ChangeBatch.newBuilder();
                size.restart();
                size.fits(message);
            }
            batch.addChanges(message);
            last = change.revision();
        }
        observer.onNext(WatchResponse.newBuilder()
                .setChanges(batch.setRevision(revision))
                .build());
    }
}
