package dev.flotilla.registry.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopTest {
    private final EventLoop loop = new EventLoop("test-loop", Clock.systemUTC());

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void tasksRunOneByOneInOrderOnOneThread() throws Exception {
        List<Integer> order = new ArrayList<>();
        CompletableFuture<String> thread = new CompletableFuture<>();
        for (int i = 0; i < 1000; i++) {
            int number = i;
            loop.execute(() -> order.add(number));
        }
        loop.execute(() -> thread.complete(Thread.currentThread().getName()));
        assertThat(thread.get(60, TimeUnit.SECONDS)).isEqualTo("test-loop");
        assertThat(order).hasSize(1000).isSorted();
    }

    @Test
    void aBrokenTaskDoesNotEndTheLoop() throws Exception {
        loop.execute(() -> {
            throw new IllegalStateException("bug");
        });
        assertThat(loop.call(() -> CompletableFuture.completedFuture(1)).get(60, TimeUnit.SECONDS))
                .isEqualTo(1);
        assertThatThrownBy(() -> loop.call(() -> {
                            throw new IllegalStateException("bug");
                        })
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTimerCanBeCancelled() throws Exception {
        CompletableFuture<String> fired = new CompletableFuture<>();
        // The loop is held up meanwhile: else the first may go off before it is cancelled.
        CompletableFuture<Void> set = new CompletableFuture<>();
        loop.execute(set::join);
        Loop.Timer cancelled = loop.after(Duration.ofMillis(5), () -> fired.complete("cancelled"));
        cancelled.cancel();
        loop.after(Duration.ofMillis(30), () -> fired.complete("kept"));
        set.complete(null);
        assertThat(fired.get(60, TimeUnit.SECONDS)).isEqualTo("kept");
    }

    @Test
    void afterTheEndNothingThrows() {
        loop.close();
        loop.execute(() -> {});
        loop.after(Duration.ZERO, () -> {}).cancel();
    }
}
