package dev.flotilla.registry.edge;

import dev.flotilla.registry.Registry;
import dev.flotilla.registry.RegistryFigures;
import dev.flotilla.store.Health;
import dev.flotilla.store.Store;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: the cluster was read, changes arrive, and the store takes writes. */
@Readiness
@Singleton
public class StoreReadiness implements AsyncHealthCheck {
    private static final String NAME = "store";

    private final Registry registry;
    private final Store store;

    StoreReadiness(Registry registry, Store store) {
        this.registry = registry;
        this.store = store;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        Uni<RegistryFigures> figures = Uni.createFrom().completionStage(registry::figures);
        Uni<Health> health = Uni.createFrom().completionStage(store::health);
        return Uni.combine()
                .all()
                .unis(figures, health)
                .with(StoreReadiness::answer)
                .ifNoItem()
                .after(Duration.ofSeconds(5))
                .fail()
                .onFailure()
                .recoverWithItem(failure -> HealthCheckResponse.named(NAME)
                        .down()
                        .withData("reason", failure.toString())
                        .build());
    }

    private static HealthCheckResponse answer(RegistryFigures figures, Health health) {
        var answer = HealthCheckResponse.named(NAME)
                .status(figures.caughtUp() && figures.connected() && health.writable())
                .withData("revision", figures.revision());
        return health.detail().isEmpty()
                ? answer.build()
                : answer.withData("detail", health.detail()).build();
    }
}
