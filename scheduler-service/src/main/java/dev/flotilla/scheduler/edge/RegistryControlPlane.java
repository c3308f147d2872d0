package dev.flotilla.scheduler.edge;

import dev.flotilla.client.FlotillaClient;
import dev.flotilla.client.election.Campaign;
import dev.flotilla.client.placement.CommitOutcome;
import dev.flotilla.client.placement.PlacementChange;
import dev.flotilla.client.watch.WatchKind;
import dev.flotilla.client.watch.WatchListener;
import dev.flotilla.client.watch.WatchSpec;
import dev.flotilla.scheduler.controlplane.ControlPlane;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The control plane behind the registry's client. */
final class RegistryControlPlane implements ControlPlane {
    private static final WatchSpec SPEC = WatchSpec.of(
                    WatchKind.UNIT,
                    WatchKind.MACHINE,
                    WatchKind.PLACEMENT,
                    WatchKind.PENDING,
                    WatchKind.LEADER,
                    WatchKind.BRAKE)
            .withUnitSections("X-Fleet", "X-Flotilla")
            .withSummariesOnly();

    private final FlotillaClient client;

    RegistryControlPlane(FlotillaClient client) {
        this.client = client;
    }

    @Override
    public Following watch(WatchListener listener) {
        return client.watch(SPEC, listener)::close;
    }

    @Override
    public CompletableFuture<Campaign> campaign(String candidate, long leaseId, Duration ttl) {
        return client.election().campaignAsync(candidate, leaseId, ttl);
    }

    @Override
    public CompletableFuture<Void> resign(String candidate, long leaseId) {
        return CompletableFuture.runAsync(
                () -> client.election().resign(candidate, leaseId),
                task -> Thread.ofVirtual().name("flotilla-resign").start(task));
    }

    @Override
    public CompletableFuture<CommitOutcome> commit(long term, List<PlacementChange> changes) {
        return client.placements().commitAsync(term, changes);
    }
}
