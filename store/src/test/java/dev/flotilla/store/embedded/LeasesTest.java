package dev.flotilla.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.store.Entry;
import dev.flotilla.store.Lease;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Value;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private static final LeaseId ID = new LeaseId(7);
    private static final LeaseId OTHER = new LeaseId(8);

    private final Leases leases = new Leases(0);

    private static long seconds(double seconds) {
        return (long) (seconds * 1_000_000_000L);
    }

    private void grant(LeaseId id, int ttl, double now) {
        leases.add(new Lease(id, Duration.ofSeconds(ttl)), seconds(now));
    }

    private List<LeaseId> lookEverySecondUntil(double from, double to) {
        List<LeaseId> expired = List.of();
        for (double now = from; now <= to && expired.isEmpty(); now += 1) {
            expired = leases.expired(seconds(now));
        }
        return expired;
    }

    private static Entry entry(String key, Optional<LeaseId> lease) {
        return new Entry(key, Value.EMPTY, 2, 2, lease);
    }

    @Test
    void aLeaseExpiresWhenItsTtlIsOverAndNotBefore() {
        grant(ID, 3, 0);
        assertThat(lookEverySecondUntil(1, 2)).isEmpty();
        assertThat(leases.expired(seconds(2.9))).isEmpty();
        assertThat(leases.expired(seconds(3))).containsExactly(ID);
    }

    @Test
    void renewalStartsTheTtlAnew() {
        grant(ID, 3, 0);
        assertThat(lookEverySecondUntil(1, 2)).isEmpty();
        assertThat(leases.renew(ID, seconds(2.5))).contains(Duration.ofSeconds(3));
        assertThat(lookEverySecondUntil(3, 5)).isEmpty();
        assertThat(leases.expired(seconds(5.5))).containsExactly(ID);
        assertThat(leases.renew(OTHER, 0)).isEmpty();
    }

    @Test
    void timeInWhichNobodyLookedDoesNotCount() {
        grant(ID, 3, 0);
        assertThat(leases.expired(seconds(1))).isEmpty();
        assertThat(leases.expired(seconds(100))).isEmpty();
        assertThat(leases.expired(seconds(101))).isEmpty();
        assertThat(leases.expired(seconds(102))).containsExactly(ID);
    }

    @Test
    void timeWithoutAnyLeaseIsNoStall() {
        grant(ID, 3, 1_000);
        assertThat(lookEverySecondUntil(1_001, 1_002)).isEmpty();
        assertThat(leases.expired(seconds(1_003))).containsExactly(ID);
    }

    @Test
    void aKeyFollowsTheLeaseOfItsLastWrite() {
        grant(ID, 3, 0);
        grant(OTHER, 3, 0);
        leases.move("b", Optional.empty(), Optional.of(ID));
        leases.move("a", Optional.empty(), Optional.of(ID));
        assertThat(leases.keysOf(ID)).containsExactly("a", "b");
        leases.move("a", Optional.of(entry("a", Optional.of(ID))), Optional.of(OTHER));
        leases.move("b", Optional.of(entry("b", Optional.of(ID))), Optional.empty());
        assertThat(leases.keysOf(ID)).isEmpty();
        assertThat(leases.keysOf(OTHER)).containsExactly("a");
    }

    @Test
    void attachingAnewForgetsWhatWasAttached() {
        grant(ID, 3, 0);
        leases.move("old", Optional.empty(), Optional.of(ID));
        leases.attach(List.of(entry("new", Optional.of(ID)), entry("free", Optional.empty())));
        assertThat(leases.keysOf(ID)).containsExactly("new");
        assertThat(leases.remove(ID)).isPresent();
        assertThat(leases.remove(ID)).isEmpty();
        assertThat(leases.isEmpty()).isTrue();
    }
}
