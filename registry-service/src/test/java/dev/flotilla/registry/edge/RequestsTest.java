package dev.flotilla.registry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestsTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void aCallIsWantedUntilItIsCancelled() throws Exception {
        Context.CancellableContext call = Context.current().withCancellation();
        BooleanSupplier wanted = call.call(() -> Requests.stillWanted(new Deaf()));
        assertThat(wanted.getAsBoolean()).isTrue();
        call.cancel(null);
        assertThat(wanted.getAsBoolean()).isFalse();
    }

    @Test
    void aCallWhoseDeadlineIsOverIsNotWanted() throws Exception {
        try (var call = Context.current().withDeadline(Deadline.after(-1, TimeUnit.SECONDS), timer)) {
            BooleanSupplier wanted = call.call(() -> Requests.stillWanted(new Deaf()));
            assertThat(wanted.getAsBoolean()).isFalse();
        }
        try (var call = Context.current().withDeadline(Deadline.after(1, TimeUnit.HOURS), timer)) {
            BooleanSupplier wanted = call.call(() -> Requests.stillWanted(new Deaf()));
            assertThat(wanted.getAsBoolean()).isTrue();
        }
    }

    private static final class Deaf implements StreamObserver<String> {
        @Override
        public void onNext(String value) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
