package dev.flotilla.scheduler.edge;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a {@link FakeRegistry} beside the tested service. */
public final class FakeRegistryResource implements QuarkusTestResourceLifecycleManager {
    private @Nullable FakeRegistry registry;

    @Override
    public Map<String, String> start() {
        try {
            registry = new FakeRegistry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "flotilla.scheduler.registry", registry.endpoint(),
                "flotilla.scheduler.candidate", "tested",
                // A busy machine that renews late is not what is tested.
                "flotilla.scheduler.lease-ttl", "60s");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(registry, new TestInjector.MatchesType(FakeRegistry.class));
    }

    @Override
    public void stop() {
        if (registry != null) {
            registry.close();
        }
    }
}
