package dev.flotilla.registry.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.registry.record.Leader;
import dev.flotilla.registry.testing.FlakyStore.Fate;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.testing.Lab.Replica;
import dev.flotilla.store.LeaseId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElectionTest {
    private static final Duration TTL = Duration.ofSeconds(3);
    private final Lab lab = Lab.withOneReplica();

    private Standing campaign(String candidate, Optional<LeaseId> lease) {
        return lab.get(lab.registry().election().campaign(new Campaign(candidate, lease, TTL)));
    }

    @Test
    void theFirstLeadsAndTheSecondStandsBy() {
        Standing first = campaign("a", Optional.empty());
        Standing second = campaign("b", Optional.empty());
        assertThat(first.leading()).isTrue();
        assertThat(second.leading()).isFalse();
        assertThat(second.leader().map(Leader::candidate)).contains("a");
        assertThat(second.leader().map(Leader::term)).isEqualTo(first.leader().map(Leader::term));
        assertThat(lab.get(lab.registry().election().leader()).map(Leader::candidate))
                .contains("a");
    }

    @Test
    void renewingKeepsTheTermAndCostsNoWrite() {
        Standing first = campaign("a", Optional.empty());
        long writes = lab.store.commits();
        for (int i = 0; i < 60; i++) {
            lab.advance(Duration.ofSeconds(1));
            Standing again = campaign("a", Optional.of(first.lease()));
            assertThat(again.leading()).isTrue();
            assertThat(again.leader().orElseThrow().term())
                    .isEqualTo(first.leader().orElseThrow().term());
        }
        assertThat(lab.store.commits()).isEqualTo(writes);
    }

    @Test
    void aSilentLeaderIsFollowedByTheStandbyWithAHigherTerm() {
        Standing first = campaign("a", Optional.empty());
        Standing second = campaign("b", Optional.empty());
        lab.advance(Duration.ofSeconds(2));
        assertThat(campaign("b", Optional.of(second.lease())).leading()).isFalse();
        lab.advance(Duration.ofSeconds(2));
        Standing risen = campaign("b", Optional.of(second.lease()));
        assertThat(risen.leading()).isTrue();
        assertThat(risen.leader().orElseThrow().term())
                .isGreaterThan(first.leader().orElseThrow().term());
        Standing back = campaign("a", Optional.of(first.lease()));
        assertThat(back.leading()).isFalse();
        assertThat(back.lease()).isNotEqualTo(first.lease());
    }

    @Test
    void resigningLetsTheNextOneInAtOnce() {
        Standing first = campaign("a", Optional.empty());
        lab.get(lab.registry().election().resign(first.lease()));
        assertThat(campaign("b", Optional.empty()).leading()).isTrue();
        lab.get(lab.registry().election().resign(first.lease())); // once more harms nobody
    }

    @Test
    void theStandingIsTheSameAtEveryReplica() {
        Standing first = campaign("a", Optional.empty());
        Replica second = lab.replica("r2");
        Standing there =
                lab.get(second.registry().election().campaign(new Campaign("a", Optional.of(first.lease()), TTL)));
        assertThat(there.leading()).isTrue();
        assertThat(there.leader().orElseThrow().term())
                .isEqualTo(first.leader().orElseThrow().term());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fate.class,
            names = {"ANSWER_LOST", "NEVER_ARRIVED"})
    void anUnknownOutcomeIsLookedUp(Fate fate) {
        lab.link().next(transaction -> true, fate);
        Standing first = campaign("a", Optional.empty());
        assertThat(first.leading()).isEqualTo(fate == Fate.ANSWER_LOST);
        assertThat(campaign("a", Optional.of(first.lease())).leading()).isTrue();
    }

    @Test
    void namesAndTimesAreChecked() {
        assertThatThrownBy(() -> new Campaign(" ", Optional.empty(), TTL)).isInstanceOf(FlotillaException.class);
        for (Duration ttl : new Duration[] {Duration.ofMillis(1999), Duration.ofSeconds(61), Duration.ZERO}) {
            assertThatThrownBy(() -> new Campaign("a", Optional.empty(), ttl)).isInstanceOf(FlotillaException.class);
        }
    }
}
