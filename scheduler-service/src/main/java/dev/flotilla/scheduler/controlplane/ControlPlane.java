package dev.flotilla.scheduler.controlplane;

import dev.flotilla.client.election.Campaign;
import dev.flotilla.client.placement.CommitOutcome;
import dev.flotilla.client.placement.PlacementChange;
import dev.flotilla.client.watch.WatchListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The control plane as a scheduler needs it. Futures fail with {@link dev.flotilla.model.error.FlotillaException}; they
 * may complete on any thread.
 */
public interface ControlPlane {
    /**
     * Follows units (their {@code [X-Fleet]} and {@code [X-Flotilla]} sections), machines, placements, reasons of waiting
     * units, the leader and the brake.
     */
    Following watch(WatchListener listener);

    /**
     * Renews the candidate's lease and takes the leadership when it is free.
     *
     * @param leaseId of the previous answer; 0 asks for a new lease
     */
    CompletableFuture<Campaign> campaign(String candidate, long leaseId, Duration ttl);

    /** Gives lease and leadership up. */
    CompletableFuture<Void> resign(String candidate, long leaseId);

    /**
     * Commits the changes that still hold. Fails with {@link dev.flotilla.model.error.FlotillaError.Denied} when the term
     * is not the current leader's.
     */
    CompletableFuture<CommitOutcome> commit(long term, List<PlacementChange> changes);

    /** A watch that is under way. */
    @FunctionalInterface
    interface Following extends AutoCloseable {
        @Override
        void close();
    }
}
