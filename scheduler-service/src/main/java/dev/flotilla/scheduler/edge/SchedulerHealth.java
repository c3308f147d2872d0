package dev.flotilla.scheduler.edge;

import dev.flotilla.client.Leader;
import dev.flotilla.scheduler.SchedulerView;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Alive: the loop turns. Ready: it follows the registry; a standby is as ready as the leader. */
@Singleton
final class SchedulerHealth {
    /** Campaigns turn the loop every 20 s at least; twice missed, it hangs. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(60);

    private final SchedulerProcess process;

    SchedulerHealth(SchedulerProcess process) {
        this.process = process;
    }

    @Produces
    @Singleton
    @Liveness
    HealthCheck loop() {
        return () -> {
            Duration since = process.sinceLastTurn();
            return HealthCheckResponse.named("loop")
                    .status(since.compareTo(LONGEST_TURN) < 0)
                    .withData("turnedMillisAgo", since.toMillis())
                    .build();
        };
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck registry() {
        return () -> {
            SchedulerView view = process.view();
            return HealthCheckResponse.named("registry")
                    .status(view.ready())
                    .withData("connected", view.connected())
                    .withData("revision", view.revision())
                    .withData("leads", view.leads())
                    .withData("leader", view.leader().map(Leader::candidate).orElse(""))
                    .build();
        };
    }
}
