package dev.flotilla.benchmarks.load.hollow;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Lets every machine be heard once an interval, spread evenly over it as the agents of a grown cluster are. */
final class Heartbeats implements Runnable {
    private static final Duration TICK = Duration.ofMillis(20);

    private final List<HollowMachine> machines;
    private final long ticks;
    private long tick;

    private Heartbeats(List<HollowMachine> machines, Duration interval) {
        this.machines = machines;
        this.ticks = Math.max(1, interval.dividedBy(TICK));
    }

    static void start(List<HollowMachine> machines, Duration interval, ScheduledExecutorService timer) {
        timer.scheduleAtFixedRate(
                new Heartbeats(machines, interval), TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
        for (long i = tick++ % ticks; i < machines.size(); i += ticks) {
            machines.get((int) i).heartbeat();
        }
    }
}
