package dev.flotilla.registry.edge;

import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One end of a stream: remembers what came, waits for what should. */
final class Streams<O, I> implements StreamObserver<I> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<I> received = new CopyOnWriteArrayList<>();
    private @Nullable StreamObserver<O> out;
    private volatile boolean ended;

    void talk(Function<StreamObserver<I>, StreamObserver<O>> open) {
        out = open.apply(this);
    }

    void send(O message) {
        Objects.requireNonNull(out).onNext(message);
    }

    void breakOff() {
        Objects.requireNonNull(out).onError(new java.io.IOException("the plug is pulled"));
    }

    I await(Predicate<I> wanted) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> received.stream()
                .anyMatch(wanted));
        return received.stream().filter(wanted).findFirst().orElseThrow();
    }

    boolean has(Predicate<I> wanted) {
        return received.stream().anyMatch(wanted);
    }

    void awaitEnd() {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> ended);
    }

    @Override
    public void onNext(I message) {
        received.add(message);
    }

    @Override
    public void onError(Throwable failure) {
        ended = true;
    }

    @Override
    public void onCompleted() {
        ended = true;
    }
}
