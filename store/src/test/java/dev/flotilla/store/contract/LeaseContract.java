package dev.flotilla.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.store.Change;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Lease;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Watch;
import dev.flotilla.store.Write;
import dev.flotilla.store.testing.RecordingListener;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leases: keys that vanish when their holder does. */
public interface LeaseContract extends StoreFixture {
    Duration MINUTE = Duration.ofMinutes(1);

    /** Long enough for a few calls in between. */
    Duration SHORT = Duration.ofSeconds(3);

    private Lease grant(Duration ttl) {
        return StoreFixture.get(store().grant(ttl));
    }

    private long putLeased(String name, Lease lease) {
        return write(new Write.Put(key(name), Value.EMPTY, lease.id()));
    }

    @Test
    default void anExpiredLeaseTakesItsKeysAndWatchesHearOfIt() {
        Lease lease = grant(SHORT);
        assertThat(lease.ttl()).isGreaterThanOrEqualTo(SHORT);
        RecordingListener listener = new RecordingListener();
        put("kept", "");
        putLeased("b", lease);
        long last = putLeased("a", lease);
        try (Watch _ = watch(last, listener)) {
            eventually("the lease to expire", () -> listener.position() > last);
            assertThat(listener.batches).hasSize(1);
            assertThat(listener.changes())
                    .containsExactly(new Change.Deleted(key("a"), last + 1), new Change.Deleted(key("b"), last + 1));
            assertThat(names()).containsExactly("kept");
            assertThat(StoreFixture.errorOf(store().renew(lease.id()))).isInstanceOf(FlotillaError.NotFound.class);
        }
    }

    @Test
    default void aRenewedLeaseLivesOnAndCostsNoRevision() {
        Lease renewed = grant(SHORT);
        Lease witness = grant(renewed.ttl().plusSeconds(2));
        putLeased("renewed", renewed);
        long before = putLeased("witness", witness);
        eventually("the lease that nobody renews to expire", () -> {
            assertThat(StoreFixture.get(store().renew(renewed.id()))).isEqualTo(renewed.ttl());
            return names().equals(List.of("renewed"));
        });
        assertThat(read(ReadRequest.prefix(root())).revision()).isEqualTo(before + 1);
        StoreFixture.get(store().revoke(renewed.id()));
    }

    @Test
    default void aRevokedLeaseTakesItsKeysAtOnce() {
        Lease first = grant(MINUTE);
        Lease second = grant(MINUTE);
        putLeased("a", first);
        putLeased("b", second);
        long last = putLeased("c", first);
        StoreFixture.get(store().revoke(first.id()));
        assertThat(names()).containsExactly("b");
        assertThat(read(ReadRequest.prefix(root())).revision()).isEqualTo(last + 1);
        assertThat(entry("b").orElseThrow().lease()).contains(second.id());
        assertThat(StoreFixture.errorOf(store().revoke(first.id()))).isInstanceOf(FlotillaError.NotFound.class);
        StoreFixture.get(store().revoke(second.id()));
    }

    @Test
    default void theLastWriteDecidesWhichLeaseAKeyFollows() {
        Lease first = grant(MINUTE);
        Lease second = grant(MINUTE);
        putLeased("moved", first);
        putLeased("moved", second);
        putLeased("detached", first);
        put("detached", "");
        putLeased("deleted", first);
        write(new Write.Delete(key("deleted")));
        put("deleted", "back");
        StoreFixture.get(store().revoke(first.id()));
        assertThat(names()).containsExactly("deleted", "detached", "moved");
        assertThat(entry("detached").orElseThrow().lease()).isEmpty();
        StoreFixture.get(store().revoke(second.id()));
        assertThat(names()).containsExactly("deleted", "detached");
    }

    @Test
    default void aTtlThatCannotBeIsRefused() {
        for (Duration ttl : List.of(Duration.ZERO, Duration.ofSeconds(-1), Lease.MAX_TTL.plusSeconds(1))) {
            assertThatThrownBy(() -> store().grant(ttl))
                    .isInstanceOfSatisfying(FlotillaException.class, e -> assertThat(e.error())
                            .isInstanceOf(FlotillaError.Invalid.class));
        }
        Lease longest = grant(Lease.MAX_TTL);
        assertThat(longest.ttl()).isEqualTo(Lease.MAX_TTL);
        StoreFixture.get(store().revoke(longest.id()));
    }

    @Test
    default void anUnknownLeaseIsRefusedAndNothingWritten() {
        LeaseId unknown = new LeaseId(0x1234567);
        Transaction transaction =
                Transaction.of(new Write.Put(key("a"), Value.EMPTY), new Write.Put(key("b"), Value.EMPTY, unknown));
        assertThat(StoreFixture.errorOf(store().commit(transaction))).isInstanceOf(FlotillaError.NotFound.class);
        assertThat(names()).isEmpty();
        assertThat(StoreFixture.errorOf(store().renew(unknown))).isInstanceOf(FlotillaError.NotFound.class);
        assertThat(StoreFixture.errorOf(store().revoke(unknown))).isInstanceOf(FlotillaError.NotFound.class);
    }

    @Test
    default void aConflictWeighsMoreThanAnUnknownLease() {
        put("a", "");
        assertThat(commit(Transaction.when(new Compare.Absent(key("a")))
                        .then(new Write.Put(key("a"), Value.EMPTY, new LeaseId(0x1234567)))
                        .build()))
                .isInstanceOf(CommitResult.Conflicted.class);
    }

    /** An election: who creates the key leads, and its create-revision fences what he writes. */
    @Test
    default void anElectionPassesOnWhenTheLeaderIsGone() {
        Lease first = grant(MINUTE);
        Lease second = grant(MINUTE);
        long token = committed(candidacy(first));
        assertThat(commit(candidacy(second))).isInstanceOf(CommitResult.Conflicted.class);
        Transaction fenced = Transaction.when(new Compare.CreateRevision(key("leader"), token))
                .then(new Write.Put(key("decision"), Value.EMPTY))
                .build();
        committed(fenced);
        StoreFixture.get(store().revoke(first.id()));
        assertThat(committed(candidacy(second))).isGreaterThan(token);
        assertThat(commit(fenced)).isInstanceOf(CommitResult.Conflicted.class);
        StoreFixture.get(store().revoke(second.id()));
    }

    private Transaction candidacy(Lease lease) {
        return Transaction.when(new Compare.Absent(key("leader")))
                .then(new Write.Put(key("leader"), Value.EMPTY, lease.id()))
                .build();
    }
}
