package dev.flotilla.agent.edge;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A fake registry for the agent under test, and a data directory of its own. */
public final class RegistryResource implements QuarkusTestResourceLifecycleManager {
    private @Nullable FakeRegistry registry;
    private @Nullable Path directory;

    @Override
    public Map<String, String> start() {
        registry = new FakeRegistry();
        try {
            directory = Files.createTempDirectory("flotilla-agent");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "flotilla.agent.registry", "127.0.0.1:" + registry.port(),
                "flotilla.agent.machine-id", "0123456789abcdef0123456789abcdef",
                "flotilla.agent.boot-id", "boot-1",
                "flotilla.agent.public-ip", "127.0.0.1",
                "flotilla.agent.metadata", "disk=ssd,region=eu",
                "flotilla.agent.data-dir", directory.toString());
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
        if (directory != null) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
