package dev.flotilla.sidekick.directory;

import static dev.flotilla.sidekick.directory.Directories.website;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.sidekick.directory.Follower.Debounce;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FollowerTest {
    private final Directory directory = Directories.directory();
    private final BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();

    private void know(int instances) {
        directory.replace(website(instances), instances);
    }

    private int next() throws InterruptedException {
        Integer next = seen.poll(10, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @Test
    void whatChangesDuringARunIsSeenByTheNextAndOnlyTheLatest() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (var follower = new Follower("test", directory, Debounce.NONE, snapshot -> {
            begun.countDown();
            goOn.await();
            seen.add(snapshot.passing("website").size());
            return Optional.empty();
        })) {
            assertThat(follower).isNotNull();
            know(1);
            begun.await();
            know(2);
            know(3);
            goOn.countDown();
            assertThat(next()).isEqualTo(1);
            assertThat(next()).isEqualTo(3);
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void aBurstIsOneRun() throws Exception {
        var debounce = new Debounce(Duration.ofSeconds(1), Duration.ofSeconds(20));
        try (var follower = new Follower("test", directory, debounce, this::count)) {
            assertThat(follower).isNotNull();
            for (int i = 1; i <= 20; i++) {
                know(i);
            }
            assertThat(next()).isEqualTo(20);
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void aBurstThatNeverEndsIsNotWaitedOutForEver() throws Exception {
        var debounce = new Debounce(Duration.ofMillis(500), Duration.ofMillis(600));
        AtomicInteger changes = new AtomicInteger();
        try (var follower = new Follower("test", directory, debounce, this::count)) {
            assertThat(follower).isNotNull();
            await().atMost(Duration.ofSeconds(5))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        know(changes.updateAndGet(last -> last % 100 + 1));
                        return !seen.isEmpty();
                    });
        }
    }

    @Test
    void itRunsAgainWhenItAsksForItAndAfterAFault() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        know(1);
        try (var follower = new Follower("test", directory, Debounce.NONE, snapshot -> {
            seen.add(runs.incrementAndGet());
            return runs.get() < 3 ? Optional.of(Duration.ofMillis(5)) : Optional.empty();
        })) {
            assertThat(follower).isNotNull();
            assertThat(List.of(next(), next(), next())).containsExactly(1, 2, 3);
        }
    }

    @Test
    void theRegistrysAbsenceAloneChangesNothing() throws Exception {
        know(2);
        try (var follower = new Follower("test", directory, Debounce.NONE, this::count)) {
            assertThat(follower).isNotNull();
            assertThat(next()).isEqualTo(2);
            directory.disconnected();
            directory.connected();
            know(1);
            assertThat(next()).isEqualTo(1);
            assertThat(seen).isEmpty();
        }
    }

    private Optional<Duration> count(Snapshot snapshot) {
        seen.add(snapshot.passing("website").size());
        return Optional.empty();
    }
}
