package dev.flotilla.store.etcd;

import dev.flotilla.store.Store;
import dev.flotilla.store.contract.StoreContract;
import dev.flotilla.store.testing.EtcdCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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
}
