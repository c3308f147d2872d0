package dev.flotilla.gateway.edge;

import dev.flotilla.client.FlotillaClient;
import dev.flotilla.client.bootstrap.Discovery;
import dev.flotilla.gateway.discovery.EtcdTokens;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Discovery tokens by way of the registry's client. */
@Singleton
public class RegistryTokens implements EtcdTokens {
    private final FlotillaClient client;
    private final Duration life;

    RegistryTokens(FlotillaClient client, GatewaySettings settings) {
        this.client = client;
        this.life = settings.discovery().tokenLife();
    }

    @Override
    public CompletableFuture<Discovery> create(int size) {
        return client.etcdDiscoveries().create(size, life);
    }

    @Override
    public CompletableFuture<Discovery> get(String token) {
        return client.etcdDiscoveries().get(token);
    }

    @Override
    public CompletableFuture<Discovery> register(String token, String member, String value) {
        return client.etcdDiscoveries().register(token, member, value);
    }

    @Override
    public CompletableFuture<Discovery> remove(String token, String member) {
        return client.etcdDiscoveries().remove(token, member);
    }

    @Override
    public CompletableFuture<Discovery> await(String token, long from, Duration patience) {
        return client.etcdDiscoveries().await(token, from, patience);
    }
}
