package dev.flotilla.registry.edge;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.proto.v1.WatchInstancesResponse;
import dev.flotilla.registry.discovery.CatalogDelivery;
import dev.flotilla.registry.discovery.CatalogFilter;
import dev.flotilla.registry.discovery.CatalogSubscription;
import dev.flotilla.registry.discovery.Discovery;
import dev.flotilla.registry.watch.Watches;
import dev.flotilla.wire.InstanceWire;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One watcher of services. The next delivery is asked for when the last one is sent and the stream takes more. */
final class InstancesStream {
    private final ServerCallStreamObserver<WatchInstancesResponse> observer;
    private final AtomicBoolean waitsForStream = new AtomicBoolean();
    private volatile @Nullable CatalogSubscription subscription;
    private volatile boolean cancelled;

    InstancesStream(ServerCallStreamObserver<WatchInstancesResponse> observer) {
        this.observer = observer;
    }

    /** Call it before the RPC method returns: gRPC takes handlers only until then. */
    void open(Discovery discovery, CatalogFilter filter, String resumeAfter) {
        observer.setOnReadyHandler(this::ready);
        observer.setOnCancelHandler(this::cancel);
        discovery
                .watch(
                        filter,
                        resumeAfter,
                        delivery -> Replies.OFF_LOOP.execute(() -> send(delivery)),
                        () -> Replies.OFF_LOOP.execute(this::sendAway))
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        Replies.fail(observer, failure);
                    } else {
                        opened(opened);
                    }
                });
    }

    private void opened(CatalogSubscription opened) {
        subscription = opened;
        if (cancelled) {
            opened.cancel();
        } else {
            opened.request();
        }
    }

    private void cancel() {
        cancelled = true;
        Optional.ofNullable(subscription).ifPresent(CatalogSubscription::cancel);
    }

    private void ready() {
        if (waitsForStream.compareAndSet(true, false)) {
            Optional.ofNullable(subscription).ifPresent(CatalogSubscription::request);
        }
    }

    private void send(CatalogDelivery delivery) {
        if (cancelled) {
            return;
        }
        try {
            MessageSize size = new MessageSize();
            WatchInstancesResponse.Builder part = part(delivery);
            for (Instance instance : delivery.changed()) {
                var message = InstanceWire.toProto(instance);
                if (!size.fits(message)) {
                    observer.onNext(part.setMore(true).build());
                    part = part(delivery);
                    size.restart();
                    size.fits(message);
                }
                part.addChanged(message);
            }
            for (var key : delivery.removed()) {
                part.addRemoved(InstanceWire.toProto(key));
            }
            observer.onNext(part.setRevision(delivery.revision())
                    .setPosition(delivery.position())
                    .build());
        } catch (RuntimeException e) {
            cancel();
            Replies.fail(observer, e);
            return;
        }
        waitsForStream.set(true);
        if (observer.isReady()) {
            ready();
        }
    }

    private void sendAway() {
        if (!cancelled) {
            Replies.fail(observer, Watches.storeLost());
        }
    }

    private static WatchInstancesResponse.Builder part(CatalogDelivery delivery) {
        return WatchInstancesResponse.newBuilder().setComplete(delivery.complete());
    }
}
