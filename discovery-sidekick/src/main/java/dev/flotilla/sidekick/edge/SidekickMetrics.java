package dev.flotilla.sidekick.edge;

import dev.flotilla.model.discovery.InstanceStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The sidekick's figures. */
@Singleton
final class SidekickMetrics {
    private final SidekickProcess process;
    private final MeterRegistry meters;

    SidekickMetrics(SidekickProcess process, MeterRegistry meters) {
        this.process = process;
        this.meters = meters;
    }

    void register(@Observes StartupEvent event) {
        for (InstanceStatus status : InstanceStatus.values()) {
            Gauge.builder("flotilla.sidekick.instances", process, it -> count(it, status))
                    .description("Instances this machine offers, by their status")
                    .tag("status", status.word())
                    .register(meters);
        }
        Gauge.builder("flotilla.sidekick.refused", process, it -> it.view()
                        .refused()
                        .size())
                .description("Instances the registry does not publish")
                .register(meters);
        Gauge.builder("flotilla.sidekick.agent", process, it -> it.view().agent() ? 1 : 0)
                .description("1 while the agent is heard")
                .register(meters);
        Gauge.builder("flotilla.sidekick.registry", process, it -> it.view().registry() ? 1 : 0)
                .description("1 while a session with the registry stands")
                .register(meters);
    }

    private static double count(SidekickProcess process, InstanceStatus status) {
        return process.view().offers().stream()
                .filter(offer -> offer.instance().status() == status)
                .count();
    }
}
