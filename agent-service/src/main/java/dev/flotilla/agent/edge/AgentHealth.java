package dev.flotilla.agent.edge;

import dev.flotilla.agent.AgentView;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Alive: the loop turns. Ready: connected, and the registry has said what to run. */
@Singleton
final class AgentHealth {
    /** The loop turns every 15 s when nothing happens; three times missed, it hangs. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(45);

    private final AgentProcess process;

    AgentHealth(AgentProcess process) {
        this.process = process;
    }

    @Produces
    @Singleton
    @Liveness
    HealthCheck loop() {
        return () -> {
            Duration since = process.uptime().minus(process.view().turnedAt());
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
            AgentView view = process.view();
            return HealthCheckResponse.named("registry")
                    .status(view.caughtUp())
                    .withData("connected", view.connected())
                    .withData("revision", view.revision())
                    .withData("refused", view.refused().orElse(""))
                    .build();
        };
    }
}
