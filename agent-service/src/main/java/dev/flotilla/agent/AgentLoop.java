package dev.flotilla.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's thread: runs what was handed in, all that has gathered at once, then turns the agent, and sleeps until
 * something happens or is due.
 *
 * <p>A turn looks at every unit of the machine. When much happens at once the loop rests twice as long as the last turn took, at
 * most {@value #LONGEST_REST_MILLIS} ms, and what happens meanwhile shares the next: work grows with the number of units then, not
 * with its square. What comes after a quiet moment is not kept waiting.
 */
public final class AgentLoop implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentLoop.class);

    static final int LONGEST_REST_MILLIS = 10;

    private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Supplier<Duration> uptime;
    private volatile boolean open = true;

    public AgentLoop(Supplier<Duration> uptime) {
        this.uptime = uptime;
    }

    /** Hands something in, to be run on the loop's thread; dropped once the loop is closed. */
    @Override
    public void execute(Runnable task) {
        mailbox.add(task);
    }

    /** Something may have changed: have the agent turn. Many signals before the turn are one. */
    public void signal() {
        if (signalled.compareAndSet(false, true)) {
            mailbox.add(AgentLoop::wake);
        }
    }

    /** Turns the agent on a thread of its own until closed. */
    public void start(Agent agent) {
        Thread.ofPlatform().name("flotilla-agent").daemon().start(() -> {
            try {
                run(agent);
            } catch (InterruptedException e) {
                LOG.error("the agent's loop was interrupted", e);
            } finally {
                agent.close();
                ended.countDown();
            }
        });
    }

    private void run(Agent agent) throws InterruptedException {
        List<Runnable> batch = new ArrayList<>();
        while (open) {
            signalled.set(false);
            batch.forEach(AgentLoop::attempt);
            batch.clear();
            long begun = System.nanoTime();
            if (!attempt(agent::turn)) {
                pause();
            }
            long rested = System.nanoTime() + rest(System.nanoTime() - begun);
            Duration wait = agent.nextTurn().minus(uptime.get());
            @Nullable Runnable first = mailbox.poll(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS);
            if (first != null) {
                batch.add(first);
                TimeUnit.NANOSECONDS.sleep(rested - System.nanoTime());
                mailbox.drainTo(batch);
            }
        }
    }

    private static long rest(long turnNanos) {
        return Math.min(2 * turnNanos, TimeUnit.MILLISECONDS.toNanos(LONGEST_REST_MILLIS));
    }

    private static void wake() {
        // being in the mailbox was all there is to it
    }

    private static boolean attempt(Runnable step) {
        try {
            step.run();
            return true;
        } catch (RuntimeException e) {
            LOG.error("a step of the agent failed; the next turn begins anew", e);
            return false;
        }
    }

    /** Keeps a turn that fails at once from burning the processor. */
    private void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(100);
    }

    /** Ends the loop; what was handed in and not run yet is dropped. Returns when its thread has let go. */
    @Override
    public void close() {
        open = false;
        mailbox.add(AgentLoop::wake);
        try {
            if (!ended.await(5, TimeUnit.SECONDS)) {
                LOG.warn("the agent's loop did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
