package dev.flotilla.store;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between an adapter and a {@link WatchListener} and keeps the promises that are the same for every backend: the
 * order of revisions, a single terminal call, nothing after {@link #close}, and an end when the listener throws. The adapter
 * calls it from one thread at a time.
 */
public final class WatchDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(WatchDelivery.class);

    private enum State {
        IDLE,
        DELIVERING,
        ENDED
    }

    private final WatchListener listener;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private volatile long position;

    /** @param position everything up to this revision counts as delivered */
    public WatchDelivery(WatchListener listener, long position) {
        this.listener = listener;
        this.position = position;
    }

    /** Everything up to this revision was delivered. */
    public long position() {
        return position;
    }

    public boolean ended() {
        return state.get() == State.ENDED;
    }

    public void close() {
        state.set(State.ENDED);
    }

    /** Tells the batch unless it was told before. */
    public void batch(WatchBatch batch) {
        if (batch.revision() > position && deliver(() -> listener.onBatch(batch))) {
            position = batch.revision();
        }
    }

    /** Tells that everything up to the revision was delivered, unless that is known. */
    public void progress(long revision) {
        if (revision > position && deliver(() -> listener.onProgress(revision))) {
            position = revision;
        }
    }

    /** Moves the position without telling: for a watch "from now" once now is known. */
    public void startAfter(long revision) {
        position = Math.max(position, revision);
    }

    public void compacted(long compactedRevision) {
        end(() -> listener.onCompacted(compactedRevision));
    }

    public void failed(FlotillaError error) {
        end(() -> listener.onFailed(error));
    }

    public void disconnected(String reason) {
        deliver(() -> listener.onDisconnected(reason));
    }

    public void reconnected() {
        deliver(listener::onReconnected);
    }

    private boolean deliver(Runnable callback) {
        if (!state.compareAndSet(State.IDLE, State.DELIVERING)) {
            return false;
        }
        try {
            callback.run();
        } catch (RuntimeException e) {
            fail(e);
            return false;
        }
        return state.compareAndSet(State.DELIVERING, State.IDLE) || !ended();
    }

    private void end(Runnable lastCallback) {
        if (!state.compareAndSet(State.IDLE, State.ENDED)) {
            return;
        }
        try {
            lastCallback.run();
        } catch (RuntimeException e) {
            LOG.error("a watch listener threw from its last call", e);
        }
    }

    private void fail(RuntimeException thrown) {
        LOG.error("a watch listener threw; its watch ends", thrown);
        state.compareAndSet(State.DELIVERING, State.IDLE);
        FlotillaError error = thrown instanceof FlotillaException known
                ? known.error()
                : new FlotillaError.Internal("the watch listener threw " + thrown);
        failed(error);
    }
}
