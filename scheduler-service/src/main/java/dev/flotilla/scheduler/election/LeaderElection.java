package dev.flotilla.scheduler.election;

import dev.flotilla.client.Leader;
import dev.flotilla.client.election.Campaign;
import dev.flotilla.scheduler.controlplane.ControlPlane;
import dev.flotilla.scheduler.loop.Loop;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This scheduler's part in the election. On the loop.
 *
 * <ul>
 *   <li>It campaigns every third of the lease's time to live, and at once when it hears that nobody leads.
 *   <li>It leads from a won campaign until a deadline of its own, a time to live after the last renewal was <em>sent</em>:
 *       the store cannot have given the leadership away before. A process that was stopped for a while finds its deadline
 *       passed before it does anything.
 *   <li>Its term, the store's revision of its election, goes with everything it writes; the store refuses older terms.
 * </ul>
 */
public final class LeaderElection {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);
    /** Candidates are not to campaign in step. */
    private static final double JITTER = 0.1;

    private final Loop loop;
    private final ControlPlane controlPlane;
    private final String candidate;
    private final Duration ttl;
    private final RandomGenerator random;
    private final Listener listener;

    private long leaseId;
    private long sent;
    private long answered;
    /** When the campaign was sent that has not been answered yet; empty when there is none. */
    private OptionalLong underWay = OptionalLong.empty();
    /** There was a reason to campaign while one was under way. */
    private boolean again;

    private boolean failureSaid;
    private boolean closed;
    private Optional<Leader> leader = Optional.empty();
    private @Nullable Term term;
    private Loop.Timer nextCampaign = Loop.Timer.NONE;
    private Loop.Timer deadline = Loop.Timer.NONE;

    /** @param until on the loop's clock */
    private record Term(long number, long until) {}

    /** Hears of this scheduler's own leadership. */
    public interface Listener {
        void elected(long term);

        /** It no longer leads; nothing more may be decided in this term. */
        void deposed(long term, String reason);
    }

    public LeaderElection(
            Loop loop,
            ControlPlane controlPlane,
            String candidate,
            Duration ttl,
            RandomGenerator random,
            Listener listener) {
        this.loop = loop;
        this.controlPlane = controlPlane;
        this.candidate = candidate;
        this.ttl = ttl;
        this.random = random;
        this.listener = listener;
    }

    public void start() {
        campaign();
    }

    /** The term in which it leads at this moment. */
    public OptionalLong term() {
        Term now = term;
        if (now != null && loop.nanoTime() - now.until() >= 0) {
            stepDown("the lease could not be renewed for " + ttl.toMillis() + " ms");
        }
        return term == null ? OptionalLong.empty() : OptionalLong.of(term.number());
    }

    /** Who leads, as last heard. */
    public Optional<Leader> leader() {
        return leader;
    }

    /** The watch shows a leader. */
    public void seen(Leader found) {
        Term mine = term;
        if (mine != null && found.term() < mine.number()) {
            return;
        }
        leader = Optional.of(found);
        if (mine != null && found.term() > mine.number()) {
            stepDown(found.candidate() + " leads with term " + found.term());
        }
    }

    /** The watch shows that nobody leads since this revision. */
    public void seenNone(long revision) {
        Term mine = term;
        if (mine != null && revision <= mine.number()) {
            return;
        }
        leader = Optional.empty();
        if (mine != null) {
            stepDown("the leadership was taken away");
        }
        campaign();
    }

    /** The store refused a write of this term. */
    public void denied(long refusedTerm) {
        if (term != null && term.number() == refusedTerm) {
            stepDown("term " + refusedTerm + " was refused");
            campaign();
        }
    }

    /** Takes no further part; the leadership is free for others when the future completes. */
    public CompletableFuture<Void> close() {
        closed = true;
        nextCampaign.cancel();
        if (term != null) {
            stepDown("shutting down");
        }
        return leaseId == 0 ? CompletableFuture.completedFuture(null) : controlPlane.resign(candidate, leaseId);
    }

    private void campaign() {
        nextCampaign.cancel();
        if (closed) {
            return;
        }
        nextCampaign = loop.after(pause(), this::campaign);
        again = mustWait();
        if (!again) {
            send(++sent, loop.nanoTime());
        }
    }

    private void send(long number, long sentAt) {
        underWay = OptionalLong.of(sentAt);
        controlPlane
                .campaign(candidate, leaseId, ttl)
                .whenComplete((campaign, failure) -> loop.execute(() -> {
                    underWay = OptionalLong.empty();
                    if (failure != null) {
                        failed(failure);
                    } else {
                        answered(number, sentAt, campaign);
                    }
                    if (again) {
                        campaign();
                    }
                }));
    }

    /**
     * Two campaigns at a time, neither with a lease that lives, would win two leases, and one would stand in the way of the
     * other. A leader's lease lives, and it does not wait for a replica that may never answer.
     */
    private boolean mustWait() {
        return term == null && underWay.isPresent() && loop.nanoTime() - underWay.getAsLong() < ttl.toNanos();
    }

    private Duration pause() {
        return Duration.ofNanos((long) (ttl.toNanos() / 3 * (1 - JITTER * random.nextDouble())));
    }

    private void failed(Throwable failure) {
        if (!failureSaid) {
            LOG.warn("cannot take part in the election: {}", failure.getMessage());
            failureSaid = true;
        }
    }

    private void answered(long number, long sentAt, Campaign campaign) {
        if (failureSaid) {
            LOG.info("taking part in the election again");
            failureSaid = false;
        }
        if (number < answered || closed || lostAgainstOurselves(campaign)) {
            return;
        }
        leaseId = campaign.leaseId();
        answered = number;
        campaign.leader().ifPresent(found -> leader = Optional.of(found));
        if (campaign.leading()) {
            long won = campaign.leader().map(Leader::term).orElse(0L);
            renewed(won, sentAt + campaign.ttl().toNanos());
        } else if (term != null) {
            stepDown("another scheduler leads: "
                    + campaign.leader().map(Leader::candidate).orElse("not known which"));
        }
    }

    /**
     * When a lease has run out, campaigns that overlap are each given a new one: one of them wins, and the others hear
     * that this very candidate leads. Their leases must not take the place of the one that won.
     */
    private boolean lostAgainstOurselves(Campaign campaign) {
        return !campaign.leading()
                && leaseId != 0
                && campaign.leaseId() != leaseId
                && campaign.leader().map(Leader::candidate).equals(Optional.of(candidate));
    }

    private void renewed(long won, long until) {
        if (loop.nanoTime() - until >= 0) {
            LOG.debug("the answer of a campaign came too late to be of use");
            return;
        }
        Term before = term;
        if (before != null && before.number() != won) {
            stepDown("elected anew");
        }
        boolean isNew = term == null;
        term = new Term(won, until);
        deadline.cancel();
        deadline = loop.after(Duration.ofNanos(until - loop.nanoTime()), this::term);
        if (isNew) {
            LOG.info("{} leads with term {}", candidate, won);
            listener.elected(won);
        }
    }

    private void stepDown(String reason) {
        Term over = term;
        if (over == null) {
            return;
        }
        term = null;
        deadline.cancel();
        LOG.info("{} no longer leads with term {}: {}", candidate, over.number(), reason);
        listener.deposed(over.number(), reason);
    }
}
