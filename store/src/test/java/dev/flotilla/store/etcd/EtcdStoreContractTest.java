package dev.flotilla.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.store.Store;
import dev.flotilla.store.contract.StoreContract;
import dev.flotilla.store.testing.EtcdCluster;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EtcdStoreContractTest extends StoreContract {
    private static EtcdCluster cluster;
    private static EtcdStore store;

    @BeforeAll
    static void start() {
        cluster = EtcdCluster.start(1);
        store = EtcdStore.connect(EtcdSettings.of(cluster.endpoints()));
    }

    @AfterAll
    static void stop() {
        store.close();
        cluster.close();
    }

    @Override
    public Store store() {
        return store;
    }

    /** Other programs write to {@code /services/} too, and etcd's keys are any bytes. */
    @Test
    void foreignKeysAreReadOverPagesOfAnySize() throws ExecutionException, InterruptedException {
        int count = EtcdRead.FIRST_PIECE + 500;
        try (Client foreign = Client.builder().endpoints(cluster.endpoints()).build()) {
            for (int i = 0; i < count; i++) {
                byte[] key = (root() + "____").getBytes(StandardCharsets.US_ASCII);
                key[key.length - 4] = (byte) 0xff; // never part of UTF-8
                key[key.length - 3] = (byte) (i / 1_000);
                key[key.length - 2] = (byte) (i / 30 % 100);
                key[key.length - 1] = (byte) (i % 30);
                foreign.getKVClient()
                        .put(ByteSequence.from(key), ByteSequence.EMPTY)
                        .get();
            }
        }
        assertThat(entries()).hasSize(count);
    }
}
