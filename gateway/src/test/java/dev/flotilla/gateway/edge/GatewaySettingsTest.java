package dev.flotilla.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.client.Endpoint;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewaySettingsTest {
    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(GatewayConfig.class)
                .withConverter(io.quarkus.runtime.configuration.MemorySize.class, 200, new MemorySizeConverter())
                .withConverter(Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build();
    }

    private static GatewaySettings settings(Map<String, String> values) {
        return GatewaySettings.of(config(values).getConfigMapping(GatewayConfig.class));
    }

    @Test
    void theDefaultsAreAsDocumented() {
        GatewaySettings settings = settings(Map.of());
        assertThat(settings.registry()).containsExactly(new Endpoint("127.0.0.1", 49152));
        assertThat(settings.requestTimeout()).isEqualTo(Duration.ofMillis(2500));
        assertThat(settings.bodyLimit().bytes()).isEqualTo(2 << 20);
        assertThat(settings.eventHistory()).isEqualTo(10_000);
        assertThat(settings.eventHeartbeat()).isEqualTo(Duration.ofSeconds(15));
    }

    @ParameterizedTest
    @CsvSource({
        "flotilla.gateway.registry, nonsense",
        "flotilla.gateway.request-timeout, 1ms",
        "flotilla.gateway.request-timeout, 1h",
        "flotilla.gateway.max-body, 1K",
        "flotilla.gateway.max-body, 1G",
        "flotilla.gateway.event-history, 0",
        "flotilla.gateway.event-heartbeat, 10ms",
        "flotilla.gateway.hosts, gateway.example:80"
    })
    void whatIsOutOfBoundsNamesTheKey(String key, String value) {
        assertThatThrownBy(() -> settings(Map.of(key, value))).hasMessageContaining(key);
    }

    @Test
    void unknownKeysAreNamed() {
        assertThatThrownBy(() -> config(Map.of("flotilla.gateway.registri", "x")))
                .hasMessageContaining("flotilla.gateway.registri");
        assertThatThrownBy(() -> GatewaySettings.checkNames(config(Map.of("flotilla.gatway.registry", "x"))))
                .hasMessageContaining("flotilla.gatway.registry");
        GatewaySettings.checkNames(config(Map.of("flotilla.agent.machine-id", "x")));
    }

    @Test
    void theNamesOfTheGatewayAreAsConfigured() {
        HostNames hosts =
                settings(Map.of("flotilla.gateway.hosts", "gw.example, Fleet")).hosts();
        assertThat(hosts.accept("GW.example:49153")).isTrue();
        assertThat(hosts.accept("fleet")).isTrue();
        assertThat(hosts.accept("other.example")).isFalse();
    }

    @Test
    void tlsAndTokenAreThoseOfTheOtherServices(@org.junit.jupiter.api.io.TempDir java.nio.file.Path dir) {
        GatewaySettings settings = settings(Map.of(
                "flotilla.gateway.token",
                "secret",
                "flotilla.gateway.tls.enabled",
                "true",
                "flotilla.gateway.tls.ca-file",
                dir.resolve("ca.pem").toString(),
                "flotilla.gateway.tls.server-name",
                "registry"));
        assertThat(settings.token()).contains("secret");
        assertThat(settings.tls().orElseThrow().serverName()).contains("registry");
        assertThatThrownBy(() -> RegistryClient.of(settings))
                .hasMessageContaining("flotilla.gateway.tls")
                .hasMessageContaining("ca.pem");
        assertThat(settings(Map.of()).tls()).isEmpty();
    }

    @Test
    void aCertificateWithoutItsKeyIsNamed() {
        assertThatThrownBy(() -> settings(Map.of(
                        "flotilla.gateway.tls.enabled", "true", "flotilla.gateway.tls.cert-file", "/tmp/cert.pem")))
                .hasMessageContaining("flotilla.gateway.tls");
    }
}
