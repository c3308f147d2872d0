package dev.flotilla.gateway.edge;

import dev.flotilla.client.FlotillaClient;
import dev.flotilla.client.FlotillaClientBuilder;
import dev.flotilla.model.error.FlotillaException;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The one way to the registry. */
@Singleton
public class RegistryClient {
    @Produces
    @Singleton
    FlotillaClient client(GatewaySettings settings) {
        return of(settings);
    }

    void close(@Disposes FlotillaClient client) {
        client.close();
    }

    static FlotillaClient of(GatewaySettings settings) {
        FlotillaClientBuilder builder =
                FlotillaClient.builder().endpoints(settings.registry()).timeout(settings.requestTimeout());
        settings.token().ifPresent(builder::token);
        settings.tls().ifPresent(builder::tls);
        try {
            return builder.build();
        } catch (FlotillaException e) {
            throw new IllegalArgumentException("flotilla.gateway.tls: " + e.getMessage(), e);
        }
    }
}
