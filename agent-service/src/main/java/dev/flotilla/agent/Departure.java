package dev.flotilla.agent;

import dev.flotilla.agent.runtime.Runtime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an agent that goes for a moment (restarted, upgraded: its units run on, nothing is moved) from a machine that goes:
 * then the registry is told, so that its units are placed elsewhere at once.
 */
public final class Departure {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);
    /** The bus may be on its way down too. */
    private static final Duration ASKING = Duration.ofSeconds(3);

    private final Agent agent;
    private final Runtime runtime;
    private final Executor loop;
    private final boolean always;
    private final Duration patience;

    /**
     * @param loop the agent's thread
     * @param always the machine leaves whenever its agent is told to stop
     * @param patience how long units may take to stop
     */
    public Departure(Agent agent, Runtime runtime, Executor loop, boolean always, Duration patience) {
        this.agent = agent;
        this.runtime = runtime;
        this.loop = loop;
        this.always = always;
        this.patience = patience;
    }

    /** There is reason to think that the machine is being shut down; asks, and leaves if it is. Returns at once. */
    public void machineMayStop() {
        CompletableFuture<Void> unused = runtime.machineStops()
                .thenCompose(stops ->
                        stops ? leave("the machine is shutting down") : CompletableFuture.completedFuture(null))
                .exceptionally(failure -> {
                    LOG.warn("cannot tell whether the machine is shutting down: {}", failure.toString());
                    return null;
                });
    }

    /** The agent is told to stop. Returns when the registry knows what there is to know, or in vain. */
    public void agentStops() {
        try {
            if (always) {
                waitFor(leave("the agent was told to stop, and leave-on-stop is set"));
            } else if (machineStops()) {
                waitFor(leave("the machine is shutting down"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean machineStops() throws InterruptedException {
        try {
            return runtime.machineStops().get(ASKING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("cannot tell whether the machine is shutting down; if so, its units move when the TTL is over", e);
            return false;
        }
    }

    private CompletableFuture<Void> leave(String reason) {
        return CompletableFuture.completedFuture(reason).thenComposeAsync(agent::leave, loop);
    }

    private void waitFor(CompletableFuture<Void> left) throws InterruptedException {
        try {
            left.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.error("the machine could not leave in good order; its units are moved when the TTL is over", e);
        }
    }
}
