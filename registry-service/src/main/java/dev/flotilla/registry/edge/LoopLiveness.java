package dev.flotilla.registry.edge;

import dev.flotilla.registry.Registry;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive: the loop advances. */
@Liveness
@Singleton
public class LoopLiveness implements AsyncHealthCheck {
    private static final String NAME = "registry-loop";

    private final Registry registry;

    LoopLiveness(Registry registry) {
        this.registry = registry;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .completionStage(registry::figures)
                .ifNoItem()
                .after(Duration.ofSeconds(5))
                .fail()
                .map(figures -> HealthCheckResponse.up(NAME))
                .onFailure()
                .recoverWithItem(() -> HealthCheckResponse.down(NAME));
    }
}
