package dev.flotilla.registry.loop;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Loop} on a thread of its own, for real time. Handing a task over takes no lock, and wakes the thread only when it
 * sleeps: there are several tasks for each change of the cluster.
 */
public final class EventLoop implements Loop, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    /** After so many tasks it looks whether a timer is due, however many more there are. */
    private static final int TURN = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** Touched by the loop's thread alone. */
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();

    private final Clock clock;
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean closing;

    public EventLoop(String threadName, Clock clock) {
        this.clock = clock;
        this.thread = Thread.ofPlatform().name(threadName).daemon().start(this::loop);
    }

    /** A timer; a cancelled one stays in the queue until its time, but holds on to nothing. */
    private static final class Alarm implements Comparable<Alarm>, Timer {
        private final long due;
        private volatile @Nullable Runnable task;

        private Alarm(long due, Runnable task) {
            this.due = due;
            this.task = task;
        }

        @Override
        public void cancel() {
            task = null;
        }

        @Override
        public int compareTo(Alarm other) {
            return Long.signum(due - other.due); // not Long.compare: nanoTime may overflow
        }
    }

    @Override
    public void execute(Runnable task) {
        if (closing) {
            LOG.debug("a task came after the loop had ended");
            return;
        }
        tasks.add(task);
        wake();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Alarm alarm = new Alarm(System.nanoTime() + Math.max(0, delay.toNanos()), task);
        if (Thread.currentThread() == thread) {
            alarms.add(alarm);
        } else {
            execute(() -> alarms.add(alarm));
        }
        return alarm;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    /** Ends the loop after the tasks that were handed over; timers are dropped. Waits for it, at most 5 seconds. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            if (Thread.currentThread() != thread && !thread.join(PATIENCE)) {
                LOG.warn("the registry's loop did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        while (true) {
            boolean last = closing;
            boolean idle = !turn();
            if (last && idle) {
                return;
            }
            if (!last) {
                ring();
            }
            if (idle) {
                sleep();
            }
        }
    }

    /** Whether there was a task. */
    private boolean turn() {
        for (int i = 0; i < TURN; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                return i > 0;
            }
            run(task);
        }
        return true;
    }

    private void ring() {
        while (!alarms.isEmpty() && alarms.element().due - System.nanoTime() <= 0) {
            Runnable task = alarms.remove().task;
            if (task != null) {
                run(task);
            }
        }
    }

    /** Whoever hands a task over after the queue was found empty sees that this thread is asleep, and wakes it. */
    private void sleep() {
        asleep = true;
        if (tasks.isEmpty() && !closing) {
            Alarm next = alarms.peek();
            if (next == null) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, Math.max(1, next.due - System.nanoTime()));
            }
        }
        asleep = false;
    }

    private void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    /** One broken task must not end the loop. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | AssertionError e) {
            LOG.error("a task of the registry's loop failed; the loop goes on", e);
        }
    }
}
