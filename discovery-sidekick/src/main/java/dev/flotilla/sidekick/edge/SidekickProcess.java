package dev.flotilla.sidekick.edge;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.FlotillaClient;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sidekick as a part of this process: built when it starts, let go when it stops. */
@Singleton
final class SidekickProcess {
    private static final Logger LOG = LoggerFactory.getLogger(SidekickProcess.class);

    private final SidekickConfig config;
    private final FlotillaClient client;

    SidekickProcess(SidekickConfig config, FlotillaClient client) {
        this.config = config;
        this.client = client;
    }

    void start(@Observes StartupEvent event, Config settings) {
        Setting.refuseUnknown(settings);
        Endpoint agent = Setting.read("agent", () -> Endpoint.parse(config.agent()));
        LOG.info("agent {}, registry {}", agent, client.endpoints());
    }
}
