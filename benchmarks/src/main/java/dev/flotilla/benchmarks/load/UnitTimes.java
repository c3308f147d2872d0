package dev.flotilla.benchmarks.load;

import dev.flotilla.benchmarks.load.hollow.UnitEvents;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long units take from being asked for until a machine is told, and until the registry has stored that they run. */
public final class UnitTimes implements UnitEvents {
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(30);
    private static final int DIGITS = 3;

    private final ConcurrentMap<String, Long> asked = new ConcurrentHashMap<>();
    private final Set<String> placed = ConcurrentHashMap.newKeySet();
    private final Histogram toPlaced = histogram();
    private final Histogram toRunning = histogram();
    private final AtomicInteger outstanding = new AtomicInteger();

    /** One for durations in microseconds, for any number of threads. */
    public static Histogram histogram() {
        return new ConcurrentHistogram(LONGEST_MICROS, DIGITS);
    }

    static long microsSince(long nanos) {
        return Math.clamp((System.nanoTime() - nanos) / 1_000, 0, LONGEST_MICROS);
    }

    /** The clock starts for this unit. */
    public void ask(String unit) {
        ask(unit, System.nanoTime());
    }

    /** The clock started for this unit at a time of {@link System#nanoTime}. */
    public void ask(String unit, long start) {
        outstanding.incrementAndGet();
        asked.put(unit, start);
    }

    @Override
    public void assigned(String unit) {
        Long start = asked.get(unit);
        if (start != null && placed.add(unit)) {
            toPlaced.recordValue(microsSince(start));
        }
    }

    @Override
    public void running(String unit) {
        ran(unit);
    }

    /** The unit runs; false when that was known, or nobody had asked for it. */
    public boolean ran(String unit) {
        Long start = asked.remove(unit);
        if (start == null) {
            return false;
        }
        toRunning.recordValue(microsSince(start));
        oneLess();
        return true;
    }

    /** The unit will not run, and is not waited for. */
    public void forget(String unit) {
        if (asked.remove(unit) != null) {
            oneLess();
        }
    }

    private void oneLess() {
        if (outstanding.decrementAndGet() == 0) {
            synchronized (outstanding) {
                outstanding.notifyAll();
            }
        }
    }

    /** Until everything that was asked for runs. */
    public void awaitAllRunning(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (outstanding) {
            while (outstanding.get() > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new IllegalStateException(
                            outstanding + " units do not run after " + patience + ", for example "
                                    + asked.keySet().stream().limit(3).toList());
                }
                outstanding.wait(left);
            }
        }
    }

    /** How many of what was asked for run. */
    public long running() {
        return toRunning.getTotalCount();
    }

    /** {@code placed} and {@code running}, each with its quantiles. */
    public Figures figures() {
        return new Figures().quantiles("placed", toPlaced).quantiles("running", toRunning);
    }
}
