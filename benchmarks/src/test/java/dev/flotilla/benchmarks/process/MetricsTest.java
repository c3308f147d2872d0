package dev.flotilla.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics("""
            # HELP flotilla_scheduler_changes_total Changes of plans
            # TYPE flotilla_scheduler_changes_total counter
            flotilla_scheduler_changes_total{kind="place",} 40.0
            flotilla_scheduler_changes_total{kind="wait",} 2.5
            flotilla_scheduler_changes_totality 9.0
            flotilla_registry_revision 1.234E7
            """);

    @Test
    void addsTheSeriesOfAName() {
        assertThat(metrics.sum("flotilla_scheduler_changes_total")).isEqualTo(42.5);
        assertThat(metrics.sum("flotilla_scheduler_changes_total", "kind=\"place\""))
                .isEqualTo(40);
        assertThat(metrics.sum("flotilla_registry_revision")).isEqualTo(12_340_000);
        assertThat(metrics.sum("unknown")).isZero();
    }
}
