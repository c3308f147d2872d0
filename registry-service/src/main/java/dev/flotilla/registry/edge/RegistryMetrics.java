package dev.flotilla.registry.edge;

import dev.flotilla.registry.Registry;
import dev.flotilla.registry.RegistryFigures;
import dev.flotilla.registry.commit.CommitObserver;
import dev.flotilla.registry.commit.WriteKind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;

/** What the registry tells Prometheus. */
@Singleton
public class RegistryMetrics implements CommitObserver {
    private static final Duration FRESH = Duration.ofMillis(500);

    private final MeterRegistry meters;
    private volatile RegistryFigures figures = RegistryFigures.NONE;
    private volatile long readAt;

    RegistryMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void committed(WriteKind kind, Outcome outcome, Duration took) {
        Timer.builder("flotilla.registry.store.commit")
                .description("How long the store took to answer a commit, by what was written and how it ended")
                .tag("kind", kind.word())
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .publishPercentileHistogram(false)
                .register(meters)
                .record(took);
    }

    void follow(Registry registry) {
        readAt = System.nanoTime() - FRESH.toNanos();
        gauge(
                registry,
                "flotilla.registry.revision",
                "The store's revision that this replica shows",
                RegistryFigures::revision);
        gauge(registry, "flotilla.registry.units", "Units known", RegistryFigures::units);
        gauge(registry, "flotilla.registry.machines", "Machines known, lost ones included", RegistryFigures::machines);
        gauge(registry, "flotilla.registry.sessions", "Open agents' streams", RegistryFigures::sessions);
        gauge(registry, "flotilla.registry.watchers", "Open watches", RegistryFigures::watchers);
        gauge(registry, "flotilla.registry.history", "Changes kept for watchers that resume", RegistryFigures::history);
        gauge(registry, "flotilla.registry.connected", "1 while the store can be followed", f -> f.connected() ? 1 : 0);
        gauge(
                registry,
                "flotilla.registry.registered",
                "1 while the other replicas see this one",
                f -> f.registered() ? 1 : 0);
        gauge(registry, "flotilla.registry.instances", "Instances of services that pass", f -> f.services()
                .passing());
        gauge(
                registry,
                "flotilla.registry.instances.withdrawn",
                "Instances of services that fail or drain",
                f -> f.services().instances() - f.services().passing());
        gauge(
                registry,
                "flotilla.registry.instances.malformed",
                "Records of other programs under /services/ that nobody can use",
                f -> f.services().malformed());
        gauge(registry, "flotilla.registry.sidekicks", "Open sidekicks' streams", f -> f.services()
                .sidekicks());
    }

    private void gauge(Registry registry, String name, String description, ToDoubleFunction<RegistryFigures> figure) {
        Gauge.builder(name, () -> figure.applyAsDouble(current(registry)))
                .description(description)
                .register(meters);
    }

    /** One look at the loop serves all gauges of a scrape; a loop that does not answer leaves the old figures. */
    private RegistryFigures current(Registry registry) {
        if (System.nanoTime() - readAt >= FRESH.toNanos()) {
            readAt = System.nanoTime();
            try {
                figures = registry.figures().get(200, TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                return figures;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return figures;
    }
}
