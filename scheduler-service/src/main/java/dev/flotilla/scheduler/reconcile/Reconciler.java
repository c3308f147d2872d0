package dev.flotilla.scheduler.reconcile;

import dev.flotilla.client.placement.CommitOutcome;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.placement.Change;
import dev.flotilla.placement.Cluster;
import dev.flotilla.placement.Plan;
import dev.flotilla.placement.Planner;
import dev.flotilla.scheduler.controlplane.ControlPlane;
import dev.flotilla.scheduler.loop.Loop;
import dev.flotilla.scheduler.mirror.ClusterMirror;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's work, level-triggered: whatever happened, a pass looks at what is, plans, and has the plan committed. On
 * the loop.
 *
 * <ul>
 *   <li>There is one pass at a time; signals that come meanwhile are one more pass afterwards.
 *   <li>After a commit it waits until the mirror shows it: nothing is decided on what is known to be old.
 *   <li>What the registry refuses is planned anew from what the mirror shows then, each time after a longer pause, as
 *       long as nothing at all is accepted. Only that waits: whatever happens meanwhile is looked at at once.
 *   <li>With its term ends its pass: what is still to come of it is dropped.
 * </ul>
 */
public final class Reconciler {
    /** A larger plan is made and committed in parts, so that no decision is old when it is carried out. */
    static final int MOST_CHANGES = 500;
    /** When the mirror does not show a commit within this time, the next pass begins without: the registry checks it. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int MOST_DOUBLINGS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final Loop loop;
    private final ControlPlane controlPlane;
    private final ClusterMirror mirror;
    private final Planner planner;
    private final Leadership leadership;
    private final PassObserver observer;

    private OptionalLong term = OptionalLong.empty();
    private boolean connected;
    /** Something happened that no pass has looked at. */
    private boolean wanted;
    /** The next pass looks at everything. */
    private boolean everything;

    private boolean turning;
    private boolean committing;
    /** The mirror must have got so far before the next pass. */
    private long awaited;

    private int setbacks;
    private long passes;
    private Loop.Timer patience = Loop.Timer.NONE;
    private Loop.Timer pause = Loop.Timer.NONE;

    public Reconciler(
            Loop loop,
            ControlPlane controlPlane,
            ClusterMirror mirror,
            Planner planner,
            Leadership leadership,
            PassObserver observer) {
        this.loop = loop;
        this.controlPlane = controlPlane;
        this.mirror = mirror;
        this.planner = planner;
        this.leadership = leadership;
        this.observer = observer;
    }

    /** From now on this scheduler decides. The first pass looks at everything, once the mirror shows the election. */
    public void lead(long won) {
        term = OptionalLong.of(won);
        setbacks = 0;
        await(won);
        lookEverywhere();
    }

    /** The term is over. */
    public void follow() {
        term = OptionalLong.empty();
        patience.cancel();
        pause.cancel();
        awaited = 0;
    }

    /** Whether the mirror is being kept up to date; without that nothing is decided. */
    public void connected(boolean isConnected) {
        connected = isConnected;
        turnSoon();
    }

    /** The mirror has changed. */
    public void changed() {
        wanted = true;
        turnSoon();
    }

    /** The mirror has got further without a change. */
    public void progressed() {
        turnSoon();
    }

    /** Have a pass that looks at everything. */
    public void lookEverywhere() {
        everything = true;
        changed();
    }

    private void turnSoon() {
        if (!turning && wanted && isFree()) {
            turning = true;
            // Behind what has gathered on the loop: one pass for all of it.
            loop.execute(this::turn);
        }
    }

    private boolean isFree() {
        return term.isPresent() && connected && mirror.isSynced() && mirror.revision() >= awaited && !committing;
    }

    private void turn() {
        turning = false;
        if (!wanted || !isFree() || !isLeading()) {
            return;
        }
        patience.cancel();
        pause.cancel();
        Pass pass = plan();
        if (pass.plan().isEmpty()) {
            LOG.debug("{}: nothing to change", pass);
            setbacks = 0;
            wanted |= pass.plan().leavesMore();
            observer.passed(pass.report(PassReport.Outcome.NOTHING, 0));
            turnSoon();
        } else if (isLeading()) {
            commit(pass);
        } else {
            drop(pass);
        }
    }

    private boolean isLeading() {
        return term.isPresent() && leadership.term().equals(term);
    }

    private Pass plan() {
        Cluster cluster = mirror.cluster();
        boolean full = everything;
        if (full) {
            cluster.lookEverywhere();
        }
        everything = false;
        long started = loop.nanoTime();
        Plan plan = planner.plan(cluster, MOST_CHANGES);
        Duration planning = Duration.ofNanos(loop.nanoTime() - started);
        wanted = false;
        cluster.settled(plan);
        return new Pass(++passes, term.orElseThrow(), full, plan, planning);
    }

    private void commit(Pass pass) {
        pass.plan().changes().forEach(change -> LOG.debug("{}: {}", pass, change));
        committing = true;
        controlPlane
                .commit(pass.term(), Proposal.of(pass.plan().changes()))
                .whenComplete((outcome, failure) -> loop.execute(() -> {
                    committing = false;
                    if (!term.equals(OptionalLong.of(pass.term()))) {
                        drop(pass);
                    } else if (failure != null) {
                        failed(pass, failure);
                    } else {
                        committed(pass, outcome);
                    }
                    turnSoon();
                }));
    }

    private void drop(Pass pass) {
        LOG.info("{}: dropped, this scheduler no longer leads", pass);
        // The cluster was settled for a plan that may not have been carried out.
        everything = true;
        observer.passed(pass.report(PassReport.Outcome.DEPOSED, 0));
    }

    private void failed(Pass pass, Throwable failure) {
        everything = true;
        boolean denied = cause(failure) instanceof FlotillaException e && e.error() instanceof FlotillaError.Denied;
        LOG.warn("{}: the registry did not commit it: {}", pass, cause(failure).getMessage());
        observer.passed(pass.report(denied ? PassReport.Outcome.DEPOSED : PassReport.Outcome.FAILED, 0));
        if (denied) {
            leadership.denied(pass.term());
        } else {
            setback();
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private void committed(Pass pass, CommitOutcome outcome) {
        PassReport report =
                pass.report(PassReport.Outcome.COMMITTED, outcome.refused().size());
        LOG.info(
                "{}: {} placed, {} taken off, {} waiting, {} refused, planned in {} µs",
                pass,
                report.count(Change.Place.class),
                report.count(Change.Unplace.class),
                report.count(Change.Wait.class),
                report.refused(),
                pass.planning().toNanos() / 1000);
        await(outcome.revision());
        if (outcome.refused().size() < pass.plan().changes().size()) {
            setbacks = 0;
            // What the plan had no room for comes next; when nothing was accepted it would be the same plan again.
            wanted |= pass.plan().leavesMore();
        }
        if (!outcome.refused().isEmpty()) {
            outcome.refused()
                    .forEach(refused -> LOG.info("{}: {} refused: {}", pass, refused.unit(), refused.reason()));
            everything = true;
            setback();
        }
        observer.passed(report);
    }

    private void await(long revision) {
        awaited = revision;
        patience.cancel();
        patience = loop.after(PATIENCE, () -> {
            awaited = 0;
            turnSoon();
        });
    }

    /** The mirror usually knows within a moment why something was refused; what it does not learn is not asked often. */
    private void setback() {
        Duration length = FIRST_PAUSE.multipliedBy(1L << Math.min(setbacks++, MOST_DOUBLINGS));
        pause.cancel();
        pause = loop.after(length.compareTo(LONGEST_PAUSE) < 0 ? length : LONGEST_PAUSE, () -> {
            wanted = true;
            turnSoon();
        });
    }
}
