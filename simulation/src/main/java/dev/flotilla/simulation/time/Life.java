package dev.flotilla.simulation.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/** One run of a process, from its start to its end. What it planned dies with it. */
public final class Life implements Executor {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    /** Monotonic clocks begin anywhere. */
    private static final long BASE = Duration.ofHours(7).toNanos();

    private final Host host;
    private final VirtualTime time;
    private final long born;
    private boolean ended;

    /** Ends a step of a process that has died in the middle of it. */
    public static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    Life(Host host, VirtualTime time) {
        this.host = host;
        this.time = time;
        this.born = time.now();
    }

    public Host host() {
        return host;
    }

    public boolean isOver() {
        return ended;
    }

    void end() {
        ended = true;
    }

    @Override
    public void execute(Runnable task) {
        plan(0, task);
    }

    /** Runs the task when so much has passed on this process's clock. */
    public VirtualTime.Event after(Duration delay, Runnable task) {
        // Never early on its own clock.
        long nanos = delay.toNanos();
        return plan(nanos <= 0 ? 0 : (long) Math.ceil(nanos / host.rate()) + 1, task);
    }

    private VirtualTime.Event plan(long delay, Runnable task) {
        long due = time.now() + delay;
        long order = time.nextOrder();
        var cancelled = new boolean[1];
        VirtualTime.Event event = time.after(delay, () -> run(due, order, task, cancelled));
        event.whenCancelled(cancelled);
        return event;
    }

    /** A process that stands still does what was due when it wakes up, in order. */
    private void run(long due, long order, Runnable task, boolean[] cancelled) {
        if (ended || cancelled[0]) {
            return;
        }
        if (host.pausedUntil() > time.now()) {
            time.putOff(host.pausedUntil(), due, order, () -> run(due, order, task, cancelled));
            return;
        }
        host.attempt(task);
    }

    /** Monotonic, in nanoseconds; a little faster or slower than the others'. */
    public long nanoTime() {
        return BASE + (long) ((time.now() - born) * host.rate());
    }

    public Duration uptime() {
        return Duration.ofNanos((long) ((time.now() - born) * host.rate()));
    }

    /** The time of day as this process believes it to be. */
    public Instant wallClock() {
        return START.plusNanos(time.now()).plus(host.clockError());
    }
}
