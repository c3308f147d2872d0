package dev.flotilla.benchmarks.load.scenario;

import dev.flotilla.benchmarks.load.ApiLoad;
import dev.flotilla.benchmarks.load.Figures;
import dev.flotilla.benchmarks.load.Stage;
import dev.flotilla.benchmarks.load.UnitTimes;
import dev.flotilla.benchmarks.load.hollow.UnitEvents;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Units that come at a steady rate, whatever the cluster makes of it, run for a while and go again; begins at once. */
final class Churning implements UnitEvents, AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final long LIFE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final UnitTimes times = new UnitTimes();
    private final Queue<Ran> ran = new ConcurrentLinkedQueue<>();
    private final ApiLoad api;
    private final long period;
    private final AtomicLong come = new AtomicLong();
    private final Thread worker = Thread.ofPlatform().daemon().name("churn").unstarted(this::run);
    /** Destroyed, or never there. */
    private final AtomicLong gone = new AtomicLong();

    private volatile boolean over;

    private record Ran(String unit, long since) {}

    Churning(Stage stage) {
        this.api = stage.api();
        this.period = TimeUnit.SECONDS.toNanos(1) / stage.rate();
        stage.fleet().events(this);
        worker.start();
    }

    /** So many units have come. */
    long come() {
        return come.get();
    }

    @Override
    public void assigned(String unit) {
        times.assigned(unit);
    }

    @Override
    public void running(String unit) {
        if (times.ran(unit)) {
            ran.add(new Ran(unit, System.nanoTime()));
        }
    }

    private void run() {
        try {
            long start = System.nanoTime();
            while (!over) {
                long number = come.get();
                // What could not be asked for in time counts from when it should have been.
                long due = start + number * period;
                for (long wait = due - System.nanoTime(); wait > 0 && !over; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                String unit = "churn%d@%d.service".formatted(number / 100, number % 100);
                times.ask(unit, due);
                api.launch(unit, () -> {
                    gone.incrementAndGet();
                    times.forget(unit);
                });
                come.incrementAndGet();
                destroy(System.nanoTime() - LIFE_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those that run since then or longer. */
    private void destroy(long since) throws InterruptedException {
        for (Ran oldest = ran.peek(); oldest != null && oldest.since() <= since; oldest = ran.peek()) {
            ran.remove();
            api.destroy(oldest.unit());
            gone.incrementAndGet();
        }
    }

    /** No more come; those that came all run, and then the last go. */
    Figures stop(Stage stage) throws InterruptedException {
        over = true;
        worker.join();
        times.awaitAllRunning(stage.patience());
        api.awaitAnswers();
        Figures figures = new Figures().putAll(times.figures()).putAll(api.figures());
        while (gone.get() < come()) {
            destroy(System.nanoTime());
            Thread.sleep(LOOK);
        }
        stage.awaitUnits(stage.units());
        return figures;
    }

    @Override
    public void close() {
        over = true;
        api.close();
    }
}
