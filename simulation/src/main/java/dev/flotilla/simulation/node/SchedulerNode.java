package dev.flotilla.simulation.node;

import dev.flotilla.client.Leader;
import dev.flotilla.client.election.Campaign;
import dev.flotilla.client.placement.CommitOutcome;
import dev.flotilla.client.placement.PlacementChange;
import dev.flotilla.client.watch.WatchListener;
import dev.flotilla.placement.Planner;
import dev.flotilla.registry.election.Standing;
import dev.flotilla.registry.placement.CommitReport;
import dev.flotilla.scheduler.Scheduler;
import dev.flotilla.scheduler.SchedulerSettings;
import dev.flotilla.scheduler.controlplane.ControlPlane;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.time.Host;
import dev.flotilla.simulation.time.Life;
import dev.flotilla.store.LeaseId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A scheduler: the real core on simulated edges. */
public final class SchedulerNode {
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofSeconds(60);

    private final World world;
    private final Host host;
    private Optional<Scheduler> scheduler = Optional.empty();

    SchedulerNode(World world, Host host) {
        this.world = world;
        this.host = host;
    }

    public Host host() {
        return host;
    }

    public boolean leads() {
        return host.isUp() && scheduler.filter(s -> s.view().leads()).isPresent();
    }

    void start() {
        Life life = host.start();
        Scheduler next = new Scheduler(
                new SchedulerSettings(host.name(), LEASE),
                new Edge(life),
                new SchedulerLoop(life),
                world.random(),
                new Planner(),
                report -> {});
        scheduler = Optional.of(next);
        life.execute(next::start);
        tick(life, next);
    }

    private void tick(Life life, Scheduler of) {
        life.after(TICK, () -> {
            of.tick();
            tick(life, of);
        });
    }

    void crash() {
        host.stop();
        scheduler = Optional.empty();
        world.network().gone(host, true);
    }

    /** Ends in good order, as on SIGTERM: it gives the lead up. */
    void stop(Runnable stopped) {
        scheduler.ifPresent(running -> {
            Life life = host.life().orElseThrow();
            CompletableFuture<Void> closed = new CompletableFuture<>();
            life.execute(() -> running.stop().whenComplete((done, failure) -> closed.complete(null)));
            world.time().after(STOP_TIMEOUT, () -> closed.complete(null));
            CompletableFuture<Void> unused = closed.whenComplete((done, failure) -> {
                if (!life.isOver()) {
                    crash();
                    stopped.run();
                }
            });
        });
    }

    private final class Edge implements ControlPlane {
        private final Life life;
        private final Replicas replicas;
        private final RemoteCalls calls;

        private Edge(Life life) {
            this.life = life;
            this.replicas = Replicas.of(world, life);
            this.calls = new RemoteCalls(world, life, replicas);
        }

        @Override
        public Following watch(WatchListener listener) {
            RemoteWatch watch = new RemoteWatch(world, life, replicas, listener);
            watch.open();
            return watch::close;
        }

        @Override
        public CompletableFuture<Campaign> campaign(String candidate, long leaseId, Duration ttl) {
            return calls.call(registry -> registry.election()
                            .campaign(new dev.flotilla.registry.election.Campaign(candidate, lease(leaseId), ttl)))
                    .thenApply(Edge::campaign);
        }

        private static Campaign campaign(Standing standing) {
            return new Campaign(
                    standing.leading(),
                    standing.leader().map(leader -> new Leader(leader.candidate(), leader.term())),
                    standing.lease().value(),
                    standing.ttl());
        }

        private static Optional<LeaseId> lease(long id) {
            return id == 0 ? Optional.empty() : Optional.of(new LeaseId(id));
        }

        @Override
        public CompletableFuture<Void> resign(String candidate, long leaseId) {
            return calls.call(registry -> registry.election().resign(new LeaseId(leaseId)));
        }

        @Override
        public CompletableFuture<CommitOutcome> commit(long term, List<PlacementChange> changes) {
            List<dev.flotilla.registry.placement.PlacementChange> plan = world.broken(
                            Breakage.RETURNED_MACHINES_ARE_EMPTIED)
                    ? Messages.plan(changes).stream().map(Messages::leavingAny).toList()
                    : Messages.plan(changes);
            return calls.call(registry -> registry.placements().commit(term, plan))
                    .thenApply(Edge::outcome);
        }

        private static CommitOutcome outcome(CommitReport report) {
            return new CommitOutcome(
                    report.revision(),
                    report.refused().stream()
                            .map(refused -> new CommitOutcome.Refused(refused.unit(), refused.reason()))
                            .toList());
        }
    }
}
