package dev.flotilla.gateway.edge;

import dev.flotilla.client.watch.Watch;
import dev.flotilla.gateway.body.BodyLimit;
import dev.flotilla.gateway.bootstrap.Members;
import dev.flotilla.gateway.bootstrap.UserDataWriter;
import dev.flotilla.gateway.cluster.Cluster;
import dev.flotilla.gateway.discovery.DiscoveryApi;
import dev.flotilla.gateway.discovery.EtcdTokens;
import dev.flotilla.gateway.discovery.LongPolls;
import dev.flotilla.gateway.event.EventLog;
import dev.flotilla.gateway.live.LiveCluster;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** Makes the core's objects and runs the one watch they live from. */
@ApplicationScoped
public class Wiring {
    /** A registry that was not there is asked again after so long; the client has tried for a while by then. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private @Nullable Watch watch;

    @Produces
    @Singleton
    GatewaySettings settings(GatewayConfig config) {
        return GatewaySettings.of(config);
    }

    @Produces
    @Singleton
    BodyLimit bodyLimit(GatewaySettings settings) {
        return settings.bodyLimit();
    }

    @Produces
    @Singleton
    EventLog eventLog(GatewaySettings settings) {
        return new EventLog(settings.eventHistory());
    }

    @Produces
    @Singleton
    LiveCluster liveCluster(EventLog events, GatewaySettings settings) {
        return new LiveCluster(events, Clock.systemUTC(), settings.requestTimeout());
    }

    @Produces
    @Singleton
    UserDataWriter userDataWriter(Members members, GatewaySettings settings) {
        return new UserDataWriter(members, settings.bootstrap());
    }

    @Produces
    @Singleton
    LongPolls longPolls(EtcdTokens tokens, GatewaySettings settings) {
        long start = System.nanoTime();
        return new LongPolls(
                tokens,
                () -> Duration.ofNanos(System.nanoTime() - start),
                settings.discovery().longestPoll(),
                () -> CompletableFuture.runAsync(
                        () -> {}, CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)));
    }

    @Produces
    @Singleton
    DiscoveryApi discoveryApi(EtcdTokens tokens, LongPolls polls, LiveCluster live) {
        return new DiscoveryApi(tokens, polls, live::revision);
    }

    void start(@Observes StartupEvent event, Config config, Cluster cluster, LiveCluster live) {
        GatewaySettings.checkNames(config);
        watch = cluster.watch(live);
    }

    void stop(@Observes ShutdownEvent event) {
        if (watch != null) {
            watch.close();
        }
    }
}
