package dev.flotilla.agent.edge;

import dev.flotilla.agent.runtime.LogLine;
import dev.flotilla.agent.runtime.LogSink;
import dev.flotilla.agent.runtime.Subscription;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.proto.v1.LogsResponse;
import dev.flotilla.wire.ErrorWire;
import dev.flotilla.wire.TimeWire;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A log on its way to a reader: the runtime's thread waits while the reader cannot take more. */
final class LogStream implements LogSink {
    private final ServerCallStreamObserver<LogsResponse> response;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean cancelled;
    private @Nullable Subscription subscription;

    LogStream(ServerCallStreamObserver<LogsResponse> response) {
        this.response = response;
        response.setOnReadyHandler(this::wake);
        response.setOnCancelHandler(this::cancel);
    }

    /** What feeds it; closed when the reader goes. */
    void follow(Subscription feed) {
        lock.lock();
        try {
            subscription = feed;
            if (cancelled) {
                feed.close();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void lines(List<LogLine> lines) {
        if (!awaitReader()) {
            return;
        }
        LogsResponse.Builder message = LogsResponse.newBuilder();
        lines.forEach(line -> message.addLines(dev.flotilla.proto.v1.LogLine.newBuilder()
                .setTime(TimeWire.toProto(line.time()))
                .setIdentifier(line.identifier())
                .setPid(line.pid())
                .setText(line.text())));
        synchronized (response) {
            response.onNext(message.build());
        }
    }

    @Override
    public void end(Optional<FlotillaError> error) {
        synchronized (response) {
            if (error.isPresent()) {
                response.onError(ErrorWire.toStatus(error.get()));
            } else {
                response.onCompleted();
            }
        }
    }

    private boolean awaitReader() {
        lock.lock();
        try {
            while (!cancelled && !response.isReady()) {
                changed.await();
            }
            return !cancelled;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void cancel() {
        Subscription feed;
        lock.lock();
        try {
            cancelled = true;
            feed = subscription;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (feed != null) {
            feed.close();
        }
    }
}
