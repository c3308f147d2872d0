package dev.flotilla.gateway.edge;

import dev.flotilla.gateway.cluster.Cluster;
import dev.flotilla.gateway.cluster.FakeCluster;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

/** Puts the cluster in memory in the place of the registry's client. */
@Singleton
class FakeClusterBean {
    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    @Typed({Cluster.class, FakeCluster.class})
    FakeCluster cluster() {
        return new FakeCluster();
    }
}
