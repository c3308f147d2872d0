package dev.flotilla.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.Lease;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Watch;
import dev.flotilla.store.Write;
import dev.flotilla.store.contract.StoreFixture;
import dev.flotilla.store.testing.RecordingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RestartTest implements StoreFixture {
    @TempDir
    Path folder;

    private final AtomicLong clock = new AtomicLong();
    private EmbeddedStore store;

    @BeforeEach
    void open() {
        store = EmbeddedStore.open(new EmbeddedSettings(folder.resolve("deep/er/store.db"), 1_000, clock::get));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void restart() {
        close();
        open();
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public String root() {
        return "/";
    }

    @Test
    void anEmptyStoreIsAtRevisionOne() {
        assertThat(StoreFixture.get(store.health()).revision()).isEqualTo(1);
        assertThat(put("a", "")).isEqualTo(2);
    }

    @Test
    void entriesAndRevisionsComeBack() {
        long created = put("a", "1");
        long modified = put("a", "2");
        put("b", "1");
        long last = write(new Write.Delete(key("b")));
        restart();
        assertThat(names()).containsExactly("a");
        assertThat(entry("a").orElseThrow().createRevision()).isEqualTo(created);
        assertThat(entry("a").orElseThrow().modRevision()).isEqualTo(modified);
        assertThat(put("c", "")).isEqualTo(last + 1);
    }

    @Test
    void aRevisionIsNotReusedWhenItsChangesWereCompactedAway() {
        put("a", "1");
        long last = write(new Write.Delete(key("a")));
        StoreFixture.get(store.compact(last));
        restart();
        assertThat(put("a", "")).isEqualTo(last + 1);
    }

    @Test
    void aWatchGoesOnBehindARestart() {
        long first = put("a", "1");
        long second = put("a", "2");
        restart();
        long third = put("a", "3");
        RecordingListener listener = new RecordingListener();
        try (Watch _ = watch(first, listener)) {
            listener.awaitRevision(third);
            assertThat(listener.revisions()).containsExactly(second, third);
        }
    }

    @Test
    void aWatchBehindARestartIsToldOfAnEarlierCompaction() {
        long first = put("a", "1");
        long second = put("a", "2");
        StoreFixture.get(store.compact(second));
        restart();
        RecordingListener listener = new RecordingListener();
        try (Watch _ = watch(first, listener)) {
            assertThat(StoreFixture.get(listener.compacted)).isEqualTo(second);
        }
    }

    @Test
    void aWatchFromTheFutureOfThisFileMustReadAgain() {
        long now = put("a", "1");
        RecordingListener listener = new RecordingListener();
        try (Watch _ = watch(now + 10, listener)) {
            assertThat(StoreFixture.get(listener.compacted)).isEqualTo(now);
        }
    }

    @Test
    void leasesComeBackWithTheirFullTtl() {
        Lease lease = StoreFixture.get(store.grant(Duration.ofSeconds(10)));
        Lease revoked = StoreFixture.get(store.grant(Duration.ofSeconds(10)));
        long last = write(new Write.Put(key("a"), Value.EMPTY, lease.id()));
        StoreFixture.get(store.revoke(revoked.id()));
        pass(Duration.ofSeconds(9));
        restart();
        pass(Duration.ofSeconds(9));
        assertThat(names()).containsExactly("a");
        assertThat(StoreFixture.errorOf(store.renew(revoked.id()))).isInstanceOf(FlotillaError.NotFound.class);

        RecordingListener listener = new RecordingListener();
        try (Watch _ = watch(last, listener)) {
            pass(Duration.ofSeconds(2));
            listener.awaitRevision(last + 1);
            assertThat(names()).isEmpty();
        }
    }

    /** Time goes by in steps that the store takes notice of. */
    private void pass(Duration time) {
        for (long step = 0; step < time.toSeconds(); step++) {
            clock.addAndGet(Duration.ofSeconds(1).toNanos());
            StoreFixture.errorOf(store.compact(Long.MAX_VALUE));
        }
    }

    @Test
    void aStoppedProcessIsNoSignOfDeathOfOthers() {
        Lease lease = StoreFixture.get(store.grant(Duration.ofSeconds(10)));
        write(new Write.Put(key("a"), Value.EMPTY, lease.id()));
        clock.addAndGet(Duration.ofHours(1).toNanos());
        StoreFixture.errorOf(store.compact(Long.MAX_VALUE));
        assertThat(StoreFixture.get(store.renew(lease.id()))).isEqualTo(lease.ttl());
        assertThat(names()).containsExactly("a");
    }

    @Test
    @Timeout(300)
    void theHistoryIsBounded() {
        RecordingListener follower = new RecordingListener();
        try (Watch _ = watch(0, follower)) {
            long first = put("a", "0");
            long last = first;
            for (int i = 1; i <= 5_000; i++) {
                last = put("a", String.valueOf(i));
            }
            follower.awaitRevision(last);
            assertThat(follower.batches).hasSize(5_001);
            RecordingListener late = new RecordingListener();
            try (Watch _ = watch(first, late)) {
                assertThat(StoreFixture.get(late.compacted)).isBetween(last - 3_100, last - 1_000);
            }
            restart();
            assertThat(value("a")).contains("5000");
        }
    }

    @Test
    void whatIsOpenWhenTheStoreClosesFailsAndSoDoesWhatComesLater() {
        List<CompletableFuture<?>> calls = List.of(
                store.commit(Transaction.of(new Write.Put("a", Value.EMPTY))), store.grant(Duration.ofSeconds(1)));
        store.close();
        assertThat(calls).allSatisfy(call -> assertThat(call.orTimeout(10, TimeUnit.SECONDS)
                        .handle((value, error) -> true)
                        .join())
                .isTrue());
        assertThat(StoreFixture.errorOf(store.commit(Transaction.of()))).isInstanceOf(FlotillaError.Unavailable.class);
        assertThat(StoreFixture.errorOf(store.read(ReadRequest.key("a"))))
                .isInstanceOf(FlotillaError.Unavailable.class);
        assertThat(StoreFixture.get(store.health()).writable()).isFalse();
        RecordingListener listener = new RecordingListener();
        watch(0, listener);
        assertThat(StoreFixture.get(listener.failed)).isInstanceOf(FlotillaError.Unavailable.class);
    }
}
