package dev.flotilla.registry.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.registry.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LanesTest {
    private final VirtualLoop loop = new VirtualLoop();
    private final Lanes<String> lanes = new Lanes<>(loop);
    private final List<String> begun = new ArrayList<>();

    private CompletableFuture<String> job(String name, CompletableFuture<String> end) {
        begun.add(name);
        return end;
    }

    @Test
    void jobsOfAKeyComeOneAfterTheOtherOthersSideBySide() {
        var first = new CompletableFuture<String>();
        lanes.run("k", () -> job("k1", first));
        var second = lanes.run("k", () -> job("k2", CompletableFuture.completedFuture("done")));
        lanes.run("other", () -> job("o1", new CompletableFuture<>()));
        loop.run();
        assertThat(begun).containsExactly("k1", "o1");
        first.completeExceptionally(new IllegalStateException("failed"));
        loop.run();
        assertThat(begun).containsExactly("k1", "o1", "k2");
        assertThat(second.join()).isEqualTo("done");
    }

    @Test
    void aJobThatThrowsBlocksNobody() {
        var broken = lanes.<String>run("k", () -> {
            throw new IllegalStateException("bug");
        });
        var next = lanes.run("k", () -> job("k2", CompletableFuture.completedFuture("done")));
        loop.run();
        assertThat(broken).isCompletedExceptionally();
        assertThat(next.join()).isEqualTo("done");
    }
}
