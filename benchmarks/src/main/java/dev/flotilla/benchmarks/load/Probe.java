package dev.flotilla.benchmarks.load;

import dev.flotilla.client.FlotillaClient;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;

/** Somebody who reads a unit now and then while the cluster is busy with others; begins at once. */
public final class Probe implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(20);

    private final FlotillaClient client;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("probe").factory());
    private final Histogram micros = UnitTimes.histogram();
    private final AtomicLong reads = new AtomicLong();

    /** @param names which unit to read the n-th time; it need not exist */
    public Probe(String endpoints, LongFunction<String> names) {
        this.client = FlotillaClient.builder().endpoints(endpoints).build();
        timer.scheduleAtFixedRate(() -> read(names), 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void read(LongFunction<String> names) {
        long start = System.nanoTime();
        client.units()
                .getAsync(UnitName.parse(names.apply(reads.getAndIncrement())))
                .whenComplete((unit, failure) -> micros.recordValue(UnitTimes.microsSince(start)));
    }

    /** {@code read} with its quantiles. */
    public Figures figures() {
        return new Figures().quantiles("read", micros);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        client.close();
    }
}
