package dev.flotilla.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.store.Entry;
import dev.flotilla.store.Lease;
import dev.flotilla.store.Store;
import dev.flotilla.store.Value;
import dev.flotilla.store.Watch;
import dev.flotilla.store.Write;
import dev.flotilla.store.contract.StoreFixture;
import dev.flotilla.store.testing.EtcdCluster;
import dev.flotilla.store.testing.EtcdMember;
import dev.flotilla.store.testing.RecordingListener;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cluster of three that loses its leader while it is written to and watched. */
@Timeout(90)
class EtcdLeaderLossTest implements StoreFixture {
    private EtcdCluster cluster;
    private EtcdStore store;

    @BeforeEach
    void start() {
        cluster = EtcdCluster.start(3);
        store = EtcdStore.connect(EtcdSettings.of(cluster.endpoints()).timeout(Duration.ofSeconds(5)));
    }

    @AfterEach
    void stop() {
        store.close();
        cluster.close();
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public String root() {
        return "/cluster/";
    }

    @Test
    void aKilledLeaderCostsNoAcknowledgedWriteAndNoWatchedChange() throws InterruptedException {
        whileLosingLeaders(EtcdMember::kill, member -> {
            member.start();
            cluster.awaitHealthy();
        });
    }

    @Test
    void aFrozenLeaderCostsNoAcknowledgedWriteAndNoWatchedChange() throws InterruptedException {
        whileLosingLeaders(EtcdMember::freeze, EtcdMember::thaw);
    }

    private void whileLosingLeaders(Consumer<EtcdMember> lose, Consumer<EtcdMember> bringBack)
            throws InterruptedException {
        long start = put("start", "");
        List<Entry> before = entries();
        Lease lease = StoreFixture.get(store.grant(Duration.ofMinutes(1)));
        write(new Write.Put(key("leased"), Value.EMPTY, lease.id()));
        List<RecordingListener> listeners =
                IntStream.range(0, 3).mapToObj(i -> new RecordingListener()).toList();
        List<Watch> watches =
                listeners.stream().map(listener -> watch(start, listener)).toList();
        Workload workload = new Workload(store, key("work/"), 6);
        awaitProgress(workload);

        EtcdMember leader = cluster.leader();
        lose.accept(leader);
        awaitProgress(workload);
        bringBack.accept(leader);
        awaitProgress(workload);

        workload.stop();
        workload.assertKept();
        assertThat(StoreFixture.get(store.renew(lease.id()))).isEqualTo(lease.ttl());
        long end = put("end", "");
        listeners.forEach(listener -> listener.awaitRevision(end));
        listeners.forEach(listener -> {
            assertThat(listener.revisions()).isSorted().doesNotHaveDuplicates();
            assertThat(listener.batches).isEqualTo(listeners.getFirst().batches);
            assertThat(listener.appliedTo(before).values()).containsExactlyElementsOf(entries());
        });
        watches.forEach(Watch::close);
    }

    private static void awaitProgress(Workload workload) {
        int before = workload.acknowledged();
        Awaitility.await("writes to be acknowledged")
                .atMost(Duration.ofSeconds(30))
                .until(() -> workload.acknowledged() > before + 300);
    }
}
