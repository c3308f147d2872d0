package dev.flotilla.scheduler.edge;

import dev.flotilla.placement.Change;
import dev.flotilla.scheduler.SchedulerView;
import dev.flotilla.scheduler.reconcile.PassObserver;
import dev.flotilla.scheduler.reconcile.PassReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The scheduler's figures. */
@Singleton
final class SchedulerMetrics implements PassObserver {
    private static final String CHANGES = "flotilla.scheduler.changes";
    private static final String CHANGES_WORDS = "Changes of plans that were committed or refused";

    private final MeterRegistry meters;
    private final Timer planning;
    private final Counter placed;
    private final Counter takenOff;
    private final Counter explained;
    private final Counter refused;

    SchedulerMetrics(MeterRegistry meters) {
        this.meters = meters;
        for (PassReport.Outcome outcome : PassReport.Outcome.values()) {
            passes(outcome);
        }
        planning = Timer.builder("flotilla.scheduler.plan")
                .description("How long a plan took to make")
                .publishPercentileHistogram()
                .register(meters);
        placed = changes("place", CHANGES_WORDS);
        takenOff = changes("unplace", CHANGES_WORDS);
        explained = changes("wait", CHANGES_WORDS);
        refused = Counter.builder("flotilla.scheduler.refused")
                .description("Changes that the registry refused because the cluster had changed")
                .register(meters);
    }

    /** Made once for each outcome. */
    private Counter passes(PassReport.Outcome outcome) {
        return Counter.builder("flotilla.scheduler.passes")
                .description("Passes by how they ended")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    private Counter changes(String kind, String words) {
        return Counter.builder(CHANGES).description(words).tag("kind", kind).register(meters);
    }

    /** Shows how the scheduler stands. */
    void watch(Supplier<SchedulerView> view) {
        gauge("leading", "1 while this scheduler leads", view, state -> state.leads() ? 1 : 0);
        gauge("term", "The term in which it leads; 0 on a standby", view, state -> state.term()
                .orElse(0));
        gauge(
                "connected",
                "1 while the registry's changes are being followed",
                view,
                state -> state.connected() ? 1 : 0);
        gauge("revision", "The store's revision it has seen", view, SchedulerView::revision);
        gauge("pending", "Units that are to be on a machine and are on none", view, SchedulerView::waiting);
    }

    private void gauge(String name, String words, Supplier<SchedulerView> view, ToDoubleFunction<SchedulerView> value) {
        Gauge.builder("flotilla.scheduler." + name, () -> value.applyAsDouble(view.get()))
                .description(words)
                .register(meters);
    }

    @Override
    public void passed(PassReport report) {
        passes(report.outcome()).increment();
        planning.record(report.planning());
        if (report.outcome() == PassReport.Outcome.COMMITTED) {
            placed.increment(report.count(Change.Place.class));
            takenOff.increment(report.count(Change.Unplace.class));
            explained.increment(report.count(Change.Wait.class));
            refused.increment(report.refused());
        }
    }
}
