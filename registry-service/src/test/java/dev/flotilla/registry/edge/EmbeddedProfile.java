package dev.flotilla.registry.edge;

import dev.flotilla.testing.HeldPorts;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** A registry with the embedded store in a folder of its own, on free ports. */
public final class EmbeddedProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            return Map.of(
                    "flotilla.registry.data-dir",
                            Files.createTempDirectory("flotilla-registry-").toString(),
                    // The tests' agents do not beat: on a busy machine theirs must not be lost before they are used.
                    "flotilla.registry.ttl", "5m",
                    "quarkus.grpc.server.test-port", Integer.toString(HeldPorts.take()),
                    "quarkus.http.test-port", Integer.toString(HeldPorts.take()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int grpcPort() {
        return ConfigProvider.getConfig().getValue("quarkus.grpc.server.test-port", Integer.class);
    }

    static int httpPort() {
        return ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    }
}
