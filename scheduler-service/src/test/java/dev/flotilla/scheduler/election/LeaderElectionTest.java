package dev.flotilla.scheduler.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.client.Leader;
import dev.flotilla.client.election.Campaign;
import dev.flotilla.client.placement.CommitOutcome;
import dev.flotilla.client.placement.PlacementChange;
import dev.flotilla.client.watch.WatchListener;
import dev.flotilla.scheduler.VirtualLoop;
import dev.flotilla.scheduler.controlplane.ControlPlane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Campaigns of one candidate whose answers come late and in any order. */
class LeaderElectionTest {
    private static final Duration TTL = Duration.ofSeconds(3);

    private final VirtualLoop loop = new VirtualLoop();
    private final Replies registry = new Replies();
    private final List<String> heard = new ArrayList<>();
    private final LeaderElection election =
            new LeaderElection(loop, registry, "me", TTL, new Random(1), new LeaderElection.Listener() {
                @Override
                public void elected(long term) {
                    heard.add("elected " + term);
                }

                @Override
                public void deposed(long term, String reason) {
                    heard.add("deposed " + term);
                }
            });

    @BeforeEach
    void leadsWithLeaseFive() {
        election.start();
        registry.answer(0, true, "me", 100, 5);
        loop.pass(TTL.dividedBy(3).multipliedBy(2));
        assertThat(registry.leases).as("two renewals are under way").startsWith(0L, 5L, 5L);
    }

    @Test
    void theLeaseOfACampaignThatLostAgainstOurOwnIsNotTaken() {
        registry.answer(1, true, "me", 101, 6);
        registry.answer(2, false, "me", 101, 7);
        assertThat(election.term()).isEqualTo(OptionalLong.of(101));
        assertThat(heard).containsExactly("elected 100", "deposed 100", "elected 101");
        loop.pass(TTL.dividedBy(3));
        assertThat(registry.leases.getLast()).isEqualTo(6);
    }

    @Test
    void theOneThatWonCountsEvenWhenItsAnswerComesLast() {
        registry.answer(2, false, "me", 101, 7);
        assertThat(election.term()).isEqualTo(OptionalLong.of(100));
        registry.answer(1, true, "me", 101, 6);
        assertThat(election.term()).isEqualTo(OptionalLong.of(101));
        loop.pass(TTL.dividedBy(3));
        assertThat(registry.leases.getLast()).isEqualTo(6);
    }

    @Test
    void anAnswerThatWasOvertakenChangesNoLease() {
        registry.answer(2, true, "me", 100, 5);
        registry.answer(1, false, "other", 99, 9);
        assertThat(election.term()).isEqualTo(OptionalLong.of(100));
        loop.pass(TTL.dividedBy(3));
        assertThat(registry.leases.getLast()).isEqualTo(5);
    }

    @Test
    void anotherCandidateThatLeadsEndsTheTerm() {
        registry.answer(1, false, "other", 101, 7);
        assertThat(election.term()).isEmpty();
    }

    /** Answers when the test says so. */
    private final class Replies implements ControlPlane {
        private final List<Long> leases = new ArrayList<>();
        private final List<CompletableFuture<Campaign>> answers = new ArrayList<>();

        void answer(int campaign, boolean leading, String leader, long term, long lease) {
            loop.run();
            answers.get(campaign).complete(new Campaign(leading, Optional.of(new Leader(leader, term)), lease, TTL));
            loop.run();
        }

        @Override
        public CompletableFuture<Campaign> campaign(String candidate, long leaseId, Duration ttl) {
            leases.add(leaseId);
            answers.add(new CompletableFuture<>());
            return answers.getLast();
        }

        @Override
        public CompletableFuture<Void> resign(String candidate, long leaseId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Following watch(WatchListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<CommitOutcome> commit(long term, List<PlacementChange> changes) {
            throw new UnsupportedOperationException();
        }
    }
}
