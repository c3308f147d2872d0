package dev.flotilla.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchRequest;
import dev.flotilla.store.Write;
import dev.flotilla.store.contract.StoreFixture;
import dev.flotilla.store.testing.EtcdCluster;
import dev.flotilla.store.testing.RecordingListener;
import dev.flotilla.store.testing.Relay;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One etcd member that dies, freezes or cannot be reached. */
@Timeout(120)
class EtcdOutageTest implements StoreFixture {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private EtcdCluster cluster;
    private Relay relay;
    private EtcdStore direct;
    private EtcdStore store;

    @BeforeEach
    void start() {
        cluster = EtcdCluster.start(1);
        relay = new Relay(cluster.member(0).endpoint());
        direct = EtcdStore.connect(EtcdSettings.of(cluster.endpoints()).timeout(TIMEOUT));
        store = EtcdStore.connect(EtcdSettings.of(relay.endpoint()).timeout(TIMEOUT));
        awaitUp();
    }

    @AfterEach
    void stop() {
        store.close();
        direct.close();
        relay.close();
        cluster.close();
    }

    @Override
    public Store store() {
        return direct;
    }

    @Override
    public String root() {
        return "/outage/";
    }

    private void awaitUp() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> StoreFixture.get(direct.health())
                .writable());
    }

    @Test
    void aWatchGoesOnWithoutAGapBehindAKilledAndRestartedMember() throws InterruptedException {
        RecordingListener listener = new RecordingListener();
        long start = put("start", "");
        try (Watch _ = watch(start, listener)) {
            Workload workload = new Workload(direct, key("work/"), 4);
            for (int restart = 0; restart < 2; restart++) {
                int before = workload.acknowledged();
                Awaitility.await().until(() -> workload.acknowledged() > before + 200);
                cluster.member(0).kill();
                Awaitility.await().until(() -> listener.disconnects.get() > listener.reconnects.get());
                cluster.member(0).start();
                awaitUp();
                Awaitility.await().until(() -> listener.reconnects.get() == listener.disconnects.get());
            }
            int before = workload.acknowledged();
            Awaitility.await().until(() -> workload.acknowledged() > before + 200);
            workload.stop();
            workload.assertKept();
            listener.awaitRevision(put("end", ""));
            assertFollowed(listener);
            assertThat(listener.disconnects.get()).isGreaterThanOrEqualTo(2).isEqualTo(listener.reconnects.get());
        }
    }

    private void assertFollowed(RecordingListener listener) {
        assertThat(listener.revisions()).isSorted().doesNotHaveDuplicates();
        assertThat(listener.appliedTo(List.of()).values())
                .containsExactlyElementsOf(entries().stream()
                        .filter(entry -> !entry.key().equals(key("start")))
                        .toList());
    }

    @Test
    void withoutEtcdCallsSaySoSoonAndAWatchWaits() {
        cluster.member(0).kill();
        Transaction transaction = Transaction.of(new Write.Put(key("a"), Value.EMPTY));
        RecordingListener listener = new RecordingListener();
        try (EtcdStore late =
                        EtcdStore.connect(EtcdSettings.of(cluster.endpoints()).timeout(TIMEOUT));
                Watch watch = late.watch(WatchRequest.prefix(root(), 0), listener)) {
            assertThat(StoreFixture.errorOf(late.commit(transaction)))
                    .as("nothing was sent")
                    .isInstanceOf(FlotillaError.Unavailable.class);
            assertThat(StoreFixture.errorOf(late.read(ReadRequest.key(key("a")))))
                    .isInstanceOf(FlotillaError.Unavailable.class);
            assertThat(StoreFixture.errorOf(late.grant(TIMEOUT))).isInstanceOf(FlotillaError.Unavailable.class);
            assertThat(StoreFixture.get(late.health()).writable()).isFalse();
            assertThat(watch.started()).isNotDone();
            cluster.member(0).start();
            StoreFixture.get(watch.started());
            awaitUp();
            listener.awaitRevision(put("a", ""));
        }
    }

    /** gRPC alone would be waiting by then for longer than this test does, and after some minutes for two. */
    @Test
    void anEtcdThatComesBackLateIsFoundSoon() {
        RecordingListener listener = new RecordingListener();
        long start = put("start", "");
        try (Watch _ = direct.watch(WatchRequest.prefix(root(), start), listener)) {
            cluster.member(0).kill();
            Awaitility.await()
                    .during(Duration.ofSeconds(48))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !StoreFixture.get(direct.health()).writable());
            cluster.member(0).start();
            cluster.awaitHealthy();
            Awaitility.await().atMost(Duration.ofSeconds(6)).until(() -> StoreFixture.get(direct.health())
                    .writable());
            listener.awaitRevision(put("end", ""));
        }
    }

    @Test
    void aFrozenMemberLeavesACommitUnknownAndNothingHangs() {
        put("a", "1");
        cluster.member(0).freeze();
        CommitResult result = commit(Transaction.of(new Write.Put(key("a"), Value.utf8("2"))));
        assertThat(result).isInstanceOf(CommitResult.OutcomeUnknown.class);
        assertThat(StoreFixture.errorOf(direct.read(ReadRequest.key(key("a")))))
                .isInstanceOf(FlotillaError.Unavailable.class);
        assertThat(StoreFixture.get(direct.health()).writable()).isFalse();
        cluster.member(0).thaw();
        awaitUp();
        assertThat(value("a").orElseThrow()).isIn("1", "2");
    }

    @Test
    void aWatchThatWasCutOffCatchesUp() {
        RecordingListener listener = new RecordingListener();
        long start = put("a", "0");
        try (Watch watch = store.watch(WatchRequest.prefix(root(), start), listener)) {
            StoreFixture.get(watch.started());
            relay.cut();
            Awaitility.await().until(() -> listener.disconnects.get() == 1);
            for (int i = 1; i <= 50; i++) {
                put("a", String.valueOf(i));
            }
            long deleted = write(new Write.Delete(key("a")));
            assertThat(listener.batches).isEmpty();
            relay.join();
            listener.awaitRevision(deleted);
            assertThat(listener.revisions()).hasSize(51).isSorted().doesNotHaveDuplicates();
            assertThat(listener.reconnects).hasValue(1);
        }
    }

    @Test
    void aWatchWhoseHistoryWasCompactedMeanwhileIsTold() {
        RecordingListener listener = new RecordingListener();
        long start = put("a", "0");
        try (Watch watch = store.watch(WatchRequest.prefix(root(), start), listener)) {
            StoreFixture.get(watch.started());
            relay.cut();
            Awaitility.await().until(() -> listener.disconnects.get() == 1);
            put("a", "1");
            long compacted = put("a", "2");
            StoreFixture.get(direct.compact(compacted));
            relay.join();
            assertThat(StoreFixture.get(listener.compacted)).isEqualTo(compacted);
            assertThat(listener.batches).isEmpty();
        }
    }

    @Test
    void aSecondBreakBeforeTheHistoryArrivedLosesNothing() {
        RecordingListener listener = new RecordingListener();
        long start = put("a", "0");
        long last = start;
        for (int i = 1; i <= 2_000; i++) {
            last = put("a", String.valueOf(i));
        }
        try (Watch _ = store.watch(WatchRequest.prefix(root(), start), listener)) {
            for (int i = 0; i < 5; i++) {
                relay.cut();
                int breaks = listener.disconnects.get();
                relay.join();
                Awaitility.await().until(() -> listener.reconnects.get() >= breaks - 1);
            }
            listener.awaitRevision(last);
            assertThat(listener.revisions()).hasSize(2_000).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void aFullEtcdRefusesWritesAndSaysWhy() {
        try (EtcdCluster small = EtcdCluster.start(1, "--quota-backend-bytes", "4000000");
                EtcdStore full = EtcdStore.connect(EtcdSettings.of(small.endpoints()))) {
            Transaction large = Transaction.of(new Write.Put(key("a"), new Value(new byte[900_000])));
            Awaitility.await("etcd to be full").until(() -> full.commit(large)
                    .handle((result, error) -> error != null)
                    .join());
            assertThat(StoreFixture.errorOf(full.commit(large)))
                    .isInstanceOfSatisfying(FlotillaError.Unavailable.class, error -> assertThat(error.message())
                            .contains("space exceeded"));
            assertThat(StoreFixture.get(full.health()).writable()).isFalse();
            assertThat(StoreFixture.get(full.health()).detail()).contains("NOSPACE");
            assertThat(StoreFixture.get(full.read(ReadRequest.key(key("a")))).first())
                    .isPresent();
        }
    }
}
