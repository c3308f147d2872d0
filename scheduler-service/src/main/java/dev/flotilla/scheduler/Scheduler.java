package dev.flotilla.scheduler;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.watch.WatchBatch;
import dev.flotilla.client.watch.WatchItem;
import dev.flotilla.client.watch.WatchListener;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.placement.Planner;
import dev.flotilla.scheduler.controlplane.ControlPlane;
import dev.flotilla.scheduler.election.LeaderElection;
import dev.flotilla.scheduler.loop.Loop;
import dev.flotilla.scheduler.mirror.ClusterMirror;
import dev.flotilla.scheduler.reconcile.Leadership;
import dev.flotilla.scheduler.reconcile.PassObserver;
import dev.flotilla.scheduler.reconcile.Reconciler;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One scheduler, put together. Any number of them may run: all follow the cluster, one leads.
 *
 * <p>Its methods may be called from any thread.
 */
public final class Scheduler {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    /** What cannot be taken in may still be there the next time. */
    private static final Duration RESTART_PAUSE = Duration.ofSeconds(1);

    private final Loop loop;
    private final ControlPlane controlPlane;
    private final ClusterMirror mirror = new ClusterMirror();
    private final LeaderElection election;
    private final Reconciler reconciler;

    private ControlPlane.Following watch = () -> {};
    private int watches;
    private boolean connected;
    private boolean stopped;
    private volatile SchedulerView view = SchedulerView.NOTHING;

    public Scheduler(
            SchedulerSettings settings,
            ControlPlane controlPlane,
            Loop loop,
            RandomGenerator random,
            Planner planner,
            PassObserver observer) {
        this.loop = loop;
        this.controlPlane = controlPlane;
        this.election = new LeaderElection(
                loop, controlPlane, settings.candidate(), settings.leaseTtl(), random, new Elections());
        this.reconciler = new Reconciler(loop, controlPlane, mirror, planner, new Term(), observer);
    }

    public void start() {
        loop.execute(() -> {
            follow();
            election.start();
        });
    }

    /** The safety net: a leader looks at everything now and then, whatever it has heard or missed. */
    public void tick() {
        loop.execute(reconciler::lookEverywhere);
    }

    /** Gives the leadership up; the future completes when others may have it. */
    public CompletableFuture<Void> stop() {
        CompletableFuture<Void> farewell = new CompletableFuture<>();
        loop.execute(() -> {
            stopped = true;
            watches++;
            watch.close();
            election.close().whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.info("could not resign, the lease will run out: {}", failure.getMessage());
                }
                farewell.complete(null);
            });
        });
        return farewell;
    }

    public SchedulerView view() {
        return view;
    }

    private void follow() {
        if (!stopped) {
            watch = controlPlane.watch(new Changes(++watches));
        }
    }

    private void show() {
        view = new SchedulerView(
                election.term(),
                election.leader(),
                connected,
                mirror.isSynced(),
                mirror.revision(),
                mirror.cluster().waiting());
    }

    private void tellLeader() {
        mirror.leader().ifPresentOrElse(election::seen, () -> election.seenNone(mirror.leaderRevision()));
    }

    /** Hands what the watch says over to the loop. */
    private final class Changes implements WatchListener {
        private final int number;

        Changes(int number) {
            this.number = number;
        }

        @Override
        public void onSnapshot(List<WatchItem> items, long revision) {
            hear(() -> {
                mirror.reset(items, revision);
                tellLeader();
                reconciler.lookEverywhere();
            });
        }

        @Override
        public void onChanges(WatchBatch batch) {
            hear(() -> {
                long before = mirror.leaderRevision();
                mirror.apply(batch);
                if (mirror.leaderRevision() != before) {
                    tellLeader();
                }
                reconciler.changed();
            });
        }

        @Override
        public void onProgress(long revision) {
            hear(() -> {
                mirror.progress(revision);
                reconciler.progressed();
            });
        }

        @Override
        public void onConnected(Endpoint replica) {
            hear(() -> connected(true));
        }

        @Override
        public void onDisconnected(FlotillaError reason) {
            hear(() -> connected(false));
        }

        private void connected(boolean now) {
            connected = now;
            reconciler.connected(now);
        }

        private void hear(Runnable news) {
            loop.execute(() -> {
                if (number != watches) {
                    return;
                }
                try {
                    news.run();
                } catch (RuntimeException e) {
                    LOG.error("the mirror could not take a change in; it starts over", e);
                    startOver();
                }
                show();
            });
        }

        private void startOver() {
            watches++;
            watch.close();
            connected(false);
            loop.after(RESTART_PAUSE, Scheduler.this::follow);
        }
    }

    /** Starts and ends the leader's work. */
    private final class Elections implements LeaderElection.Listener {
        @Override
        public void elected(long term) {
            reconciler.lead(term);
            show();
        }

        @Override
        public void deposed(long term, String reason) {
            reconciler.follow();
            show();
        }
    }

    private final class Term implements Leadership {
        @Override
        public OptionalLong term() {
            return election.term();
        }

        @Override
        public void denied(long term) {
            election.denied(term);
        }
    }
}
