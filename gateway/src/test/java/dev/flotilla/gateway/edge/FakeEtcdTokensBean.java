package dev.flotilla.gateway.edge;

import dev.flotilla.gateway.discovery.EtcdTokens;
import dev.flotilla.gateway.discovery.FakeEtcdTokens;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

/** Puts a token in memory in the place of the registry's. */
@Singleton
class FakeEtcdTokensBean {
    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    @Typed({EtcdTokens.class, FakeEtcdTokens.class})
    FakeEtcdTokens tokens() {
        return new FakeEtcdTokens();
    }
}
