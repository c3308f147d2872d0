package dev.flotilla.sidekick.edge;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.FlotillaClient;
import dev.flotilla.sidekick.Sidekick;
import dev.flotilla.sidekick.SidekickView;
import dev.flotilla.sidekick.check.NetworkProbe;
import dev.flotilla.sidekick.docker.ContainerEngine;
import dev.flotilla.sidekick.loop.EventLoop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sidekick as a part of this process: built with it, started and stopped with it. */
@Singleton
final class SidekickProcess {
    private static final Logger LOG = LoggerFactory.getLogger(SidekickProcess.class);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final EventLoop loop = new EventLoop("flotilla-sidekick", Clock.systemUTC());
    private final Sidekick sidekick;
    private final boolean announces;

    SidekickProcess(
            SidekickConfig config,
            FlotillaClient client,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        Endpoint agent = Setting.read("agent", () -> Endpoint.parse(config.agent()));
        ContainerEngine engine =
                config.docker().enabled() ? new DockerEngine(config.docker().socket()) : ContainerEngine.none();
        this.sidekick = new Sidekick(new Sidekick.Parts(
                loop,
                new AgentConnection(client, agent),
                client.services()::announce,
                new NetworkProbe(engine),
                engine,
                config.docker().containers(),
                config.hostName().orElseGet(SidekickProcess::hostName),
                version,
                ThreadLocalRandom.current()));
        this.announces = config.announce();
        LOG.info("agent {}, registry {}", announces ? agent : "none", client.endpoints());
    }

    void start(@Observes StartupEvent event, Config settings) {
        Setting.refuseUnknown(settings);
        if (announces) {
            sidekick.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        sidekick.close();
        loop.close();
    }

    /** Whether it announces anything, or only plays its other roles. */
    boolean announces() {
        return announces;
    }

    Sidekick sidekick() {
        return sidekick;
    }

    void onLoop(Runnable task) {
        loop.execute(task);
    }

    /** How it stands; an empty view when the loop does not answer. */
    SidekickView view() {
        CompletableFuture<SidekickView> view = new CompletableFuture<>();
        loop.execute(() -> view.complete(sidekick.view()));
        try {
            return view.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the loop does not answer", e);
        }
        return new SidekickView(false, false, false, List.of(), Map.of());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
