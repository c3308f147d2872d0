package dev.flotilla.sidekick.roles.edge;

import dev.flotilla.sidekick.directory.Freshness;
import dev.flotilla.sidekick.directory.Snapshot;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: the services are known, be it from before the registry went; or nobody asked for them. */
@Singleton
final class RolesHealth {
    private final Roles roles;

    RolesHealth(Roles roles) {
        this.roles = roles;
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck services() {
        return () -> {
            Optional<Snapshot> known = roles.known();
            return HealthCheckResponse.named("services")
                    .status(!roles.any() || known.isPresent())
                    .withData("followed", roles.any())
                    .withData(
                            "current",
                            known.map(snapshot -> snapshot.freshness() instanceof Freshness.Current)
                                    .orElse(false))
                    .withData(
                            "services",
                            known.map(snapshot -> snapshot.services().size()).orElse(0))
                    .build();
        };
    }
}
