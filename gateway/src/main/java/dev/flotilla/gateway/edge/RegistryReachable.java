package dev.flotilla.gateway.edge;

import dev.flotilla.gateway.live.LiveCluster;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when a registry answers and everything there is has been read. */
@Readiness
@ApplicationScoped
public class RegistryReachable implements HealthCheck {
    private final LiveCluster live;

    RegistryReachable(LiveCluster live) {
        this.live = live;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> trouble = live.trouble();
        var answer = HealthCheckResponse.named("registry").status(trouble.isEmpty());
        trouble.ifPresent(reason -> answer.withData("reason", reason));
        return answer.withData("revision", live.revision()).build();
    }
}
