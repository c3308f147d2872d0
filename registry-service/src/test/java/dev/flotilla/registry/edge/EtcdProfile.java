package dev.flotilla.registry.edge;

import dev.flotilla.store.testing.EtcdCluster;
import dev.flotilla.testing.HeldPorts;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** A registry on a real etcd, on free ports. */
public final class EtcdProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "flotilla.registry.store",
                "etcd",
                "flotilla.registry.etcd.timeout",
                "1s",
                "quarkus.grpc.server.test-port",
                Integer.toString(HeldPorts.take()),
                "quarkus.http.test-port",
                Integer.toString(HeldPorts.take()));
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Etcd.class));
    }

    /** One member; tests may stop and start it. */
    public static final class Etcd implements QuarkusTestResourceLifecycleManager {
        private EtcdCluster cluster;

        @Override
        public Map<String, String> start() {
            cluster = EtcdCluster.start(1);
            return Map.of("flotilla.registry.etcd.endpoints", cluster.endpoints()[0].toString());
        }

        @Override
        public void inject(TestInjector testInjector) {
            testInjector.injectIntoFields(cluster, new TestInjector.MatchesType(EtcdCluster.class));
        }

        @Override
        public void stop() {
            cluster.close();
        }
    }
}
