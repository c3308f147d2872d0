package dev.flotilla.benchmarks.load;

import dev.flotilla.client.FlotillaClient;
import dev.flotilla.client.unit.PutRequest;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** Writes as users make them, so many at a time, over one client; what each took is kept. */
public final class ApiLoad implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final FlotillaClient client;
    private final int concurrency;
    private final Semaphore permits;
    private final Histogram micros = UnitTimes.histogram();
    private final LongAdder failed = new LongAdder();

    /** @param concurrency calls under way at the same time, at most */
    public ApiLoad(String endpoints, int concurrency) {
        this.client = FlotillaClient.builder()
                .endpoints(endpoints)
                .user("load")
                .timeout(TIMEOUT)
                .build();
        this.concurrency = concurrency;
        this.permits = new Semaphore(concurrency);
    }

    /** Submits a unit that is to run; waits while too many calls are under way, not for the answer. */
    public void launch(String name) throws InterruptedException {
        launch(name, () -> {});
    }

    /** @param whenRefused runs when the call failed: the unit will not come */
    public void launch(String name, Runnable whenRefused) throws InterruptedException {
        UnitName unit = UnitName.parse(name);
        call(whenRefused, () -> client.units().putAsync(PutRequest.of(unit, file(name), DesiredState.LAUNCHED)));
    }

    /** Asks for another state of a known unit. */
    public void desire(String name, DesiredState desired) throws InterruptedException {
        UnitName unit = UnitName.parse(name);
        call(() -> {}, () -> client.units().putAsync(PutRequest.desire(unit, desired)));
    }

    public void destroy(String name) throws InterruptedException {
        UnitName unit = UnitName.parse(name);
        call(() -> {}, () -> client.units().destroyAsync(unit, "load"));
    }

    /** The kind of file that users write: eight lines, no requirements. */
    private static UnitFile file(String name) {
        return UnitFile.parse(name, """
                [Unit]
                Description=%s
                After=network.target
                [Service]
                ExecStartPre=-/usr/bin/docker rm -f %%p-%%i
                ExecStart=/usr/bin/docker run --rm --name %%p-%%i -p 80:80 coreos/apache /usr/sbin/apache2ctl -D FOREGROUND
                ExecStop=/usr/bin/docker stop %%p-%%i
                Restart=always
                """.formatted(name));
    }

    private void call(Runnable whenRefused, Supplier<CompletableFuture<?>> call) throws InterruptedException {
        permits.acquire();
        long start = System.nanoTime();
        call.get().whenComplete((answer, failure) -> {
            permits.release();
            micros.recordValue(UnitTimes.microsSince(start));
            if (failure != null) {
                failed.increment();
                whenRefused.run();
            }
        });
    }

    /** Until every call has been answered. */
    public void awaitAnswers() throws InterruptedException {
        permits.acquire(concurrency);
        permits.release(concurrency);
    }

    /** {@code write} with its quantiles, and how many calls {@code failed}. */
    public Figures figures() {
        return new Figures().quantiles("write", micros).put("failed", failed.sum());
    }

    @Override
    public void close() {
        client.close();
    }
}
