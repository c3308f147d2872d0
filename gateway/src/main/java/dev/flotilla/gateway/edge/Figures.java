package dev.flotilla.gateway.edge;

import dev.flotilla.gateway.discovery.LongPolls;
import dev.flotilla.gateway.event.EventLog;
import dev.flotilla.gateway.live.LiveCluster;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The gateway's own figures, beside those of HTTP. */
@Singleton
public class Figures {
    void register(
            @Observes StartupEvent event, MeterRegistry metrics, LiveCluster live, EventLog events, LongPolls polls) {
        Gauge.builder("flotilla.gateway.discovery.waiting", polls, LongPolls::waiting)
                .description("Members of new etcd clusters that wait for others")
                .register(metrics);
        Gauge.builder("flotilla.gateway.connected", live, view -> view.trouble().isEmpty() ? 1 : 0)
                .description("1 while a registry answers and reads can be served")
                .register(metrics);
        Gauge.builder("flotilla.gateway.revision", live, LiveCluster::revision)
                .description("The store's revision that reads are served at")
                .register(metrics);
        Gauge.builder("flotilla.gateway.event.listeners", events, EventLog::listeners)
                .description("Event streams that are being listened to")
                .register(metrics);
    }
}
