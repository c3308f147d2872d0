package dev.flotilla.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnitTimesTest {
    private final UnitTimes times = new UnitTimes();

    @Test
    void countsAUnitOnce() throws InterruptedException {
        times.ask("a@1.service", System.nanoTime() - Duration.ofMillis(50).toNanos());
        times.assigned("a@1.service");
        times.assigned("a@1.service");
        assertThat(times.ran("a@1.service")).isTrue();
        assertThat(times.ran("a@1.service")).as("reported again").isFalse();
        assertThat(times.ran("stranger.service")).isFalse();
        times.awaitAllRunning(Duration.ZERO);
        assertThat(times.figures().values().get("placed-p50")).isBetween(50.0, 10_000.0);
        assertThat(times.figures().values().get("running-p99"))
                .isGreaterThanOrEqualTo(times.figures().values().get("placed-p50"));
    }

    @Test
    void namesWhatDoesNotRun() {
        times.ask("slow.service");
        assertThatThrownBy(() -> times.awaitAllRunning(Duration.ofMillis(1)))
                .hasMessageContaining("1 units")
                .hasMessageContaining("slow.service");
    }
}
