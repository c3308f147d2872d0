package dev.flotilla.sidekick.edge;

import dev.flotilla.client.FlotillaClient;
import dev.flotilla.client.FlotillaClientBuilder;
import dev.flotilla.client.TlsOptions;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The way to the registry. */
@Singleton
final class ClientProducer {
    @Produces
    @Singleton
    FlotillaClient client(SidekickConfig config) {
        FlotillaClientBuilder builder = FlotillaClient.builder();
        Setting.read("registry", () -> builder.endpoints(config.registry()));
        config.token().ifPresent(builder::token);
        SidekickConfig.Tls tls = config.tls();
        if (tls.enabled()) {
            builder.tls(Setting.read(
                    "tls", () -> new TlsOptions(tls.caFile(), tls.certFile(), tls.keyFile(), tls.serverName())));
        }
        return Setting.read("tls", builder::build);
    }

    void close(@Disposes FlotillaClient client) {
        client.close();
    }
}
