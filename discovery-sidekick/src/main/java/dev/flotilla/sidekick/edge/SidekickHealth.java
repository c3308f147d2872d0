package dev.flotilla.sidekick.edge;

import dev.flotilla.sidekick.SidekickView;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Alive: the loop answers. Ready: the agent is heard, and a session with the registry stands. */
@Singleton
final class SidekickHealth {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SidekickProcess process;

    SidekickHealth(SidekickProcess process) {
        this.process = process;
    }

    @Produces
    @Singleton
    @Liveness
    HealthCheck loop() {
        return () -> {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            process.onLoop(() -> answer.complete(true));
            boolean alive = answer.completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return HealthCheckResponse.named("loop").status(alive).build();
        };
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck connected() {
        return () -> {
            SidekickView view = process.view();
            return HealthCheckResponse.named("connected")
                    .status(!process.announces() || (view.agent() && view.registry()))
                    .withData("agent", view.agent())
                    .withData("registry", view.registry())
                    .withData("complete", view.complete())
                    .withData("offers", view.offers().size())
                    .withData("refused", view.refused().toString())
                    .build();
        };
    }
}
