package dev.flotilla.agent.runtime.process.linux;

import static dev.flotilla.agent.runtime.process.linux.Native.INT;
import static dev.flotilla.agent.runtime.process.linux.Native.LONG;
import static dev.flotilla.agent.runtime.process.linux.Native.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One thread on which everything about units happens: tasks given from outside, timers, readable descriptors. It sleeps
 * in epoll_wait when there is nothing to do, whatever the number of units.
 */
public final class Reactor implements Executor, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Reactor.class.getName());

    private static final Native EVENTFD = Native.of("eventfd", INT, INT, INT);
    private static final Native READ = Native.of("read", LONG, INT, POINTER, LONG);
    private static final Native WRITE = Native.of("write", LONG, INT, POINTER, LONG);
    private static final int CLOEXEC_NONBLOCK = 0x80000 | 0x800;
    private static final int MOST_TASKS_AT_ONCE = 256;

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::order));
    private final Map<Long, Runnable> handlers = new HashMap<>();
    private final Epoll epoll = new Epoll();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment counter = arena.allocate(Long.BYTES, Long.BYTES);
    private final int wakeFd = EVENTFD.call(0, CLOEXEC_NONBLOCK);
    private final Thread thread;
    private long nextToken;
    private volatile boolean closed;
    private boolean ended;

    public Reactor(String threadName) {
        counter.set(LONG, 0, 1);
        watch(wakeFd, this::drainWake);
        thread = Thread.ofPlatform().name(threadName).daemon(true).start(this::run);
    }

    /** Runs the task soon, after those given before; from any thread. Dropped when the reactor is closed. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (Thread.currentThread() != thread && woken.compareAndSet(false, true)) {
            wake();
        }
    }

    /** The descriptor's number may be another file's once it is closed. */
    private synchronized void wake() {
        if (!ended) {
            WRITE.raw(wakeFd, counter, (long) Long.BYTES);
        }
    }

    private synchronized void end() {
        ended = true;
        epoll.close();
        Linux.close(wakeFd);
        arena.close();
    }

    /** Runs the action once after the delay unless cancelled; on the reactor's thread only. */
    public Alarm schedule(Duration delay, Runnable action) {
        var alarm = new Alarm(System.nanoTime() + Math.max(0, delay.toNanos()), nextToken++, action);
        alarms.add(alarm);
        return alarm;
    }

    public void cancel(Alarm alarm) {
        alarms.remove(alarm);
    }

    /** A timer that was set. */
    public record Alarm(long at, long order, Runnable action) {}

    /** Calls the handler whenever the descriptor is readable; on the reactor's thread only. */
    Watch watch(int fd, Runnable readable) {
        long token = nextToken++;
        handlers.put(token, readable);
        epoll.add(fd, token);
        return () -> {
            if (handlers.remove(token) != null) {
                epoll.remove(fd);
            }
        };
    }

    /** Stops the calls; does not close the descriptor. */
    @FunctionalInterface
    interface Watch {
        void cancel();
    }

    private void run() {
        while (!closed) {
            try {
                runTasks();
                runAlarms();
                epoll.await(closed ? 0 : timeout(), this::ready);
            } catch (RuntimeException e) {
                LOG.log(Level.SEVERE, "a defect in the process runtime", e);
            }
        }
        end();
    }

    private void runTasks() {
        for (int i = 0; i < MOST_TASKS_AT_ONCE; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            guarded(task);
        }
    }

    private void runAlarms() {
        long now = System.nanoTime();
        while (!alarms.isEmpty() && alarms.peek().at() - now <= 0) {
            guarded(alarms.remove().action());
        }
    }

    private int timeout() {
        if (!tasks.isEmpty()) {
            return 0;
        }
        Alarm next = alarms.peek();
        if (next == null) {
            return -1;
        }
        long millis = Math.ceilDiv(Math.max(0, next.at() - System.nanoTime()), 1_000_000L);
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private void ready(long token) {
        Runnable handler = handlers.get(token);
        if (handler != null) {
            guarded(handler);
        }
    }

    /** A defect met by one unit must not stop the others. */
    private static void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "a defect in the process runtime", e);
        }
    }

    private void drainWake() {
        try (Arena once = Arena.ofConfined()) {
            READ.raw(wakeFd, once.allocate(Long.BYTES, Long.BYTES), (long) Long.BYTES);
        }
        woken.set(false);
    }

    /** Ends the thread after the task it is at; from any thread. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        execute(() -> closed = true);
        if (Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
