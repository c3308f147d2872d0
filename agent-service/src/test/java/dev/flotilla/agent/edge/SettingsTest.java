package dev.flotilla.agent.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.agent.AgentIdentity;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is wrong with a setting is said with its key, at the start. */
class SettingsTest {
    @Test
    void theDefaults() {
        AgentConfig config = config(Map.of());

        assertThat(config.registry()).isEqualTo("127.0.0.1:49152");
        assertThat(config.runtime()).isEqualTo(AgentConfig.RuntimeKind.PROCESS);
        assertThat(config.dataDir()).hasToString("/var/lib/flotilla/agent");
        assertThat(config.leaveOnStop()).isFalse();
        assertThat(config.leaveTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.tls().enabled()).isFalse();
        assertThat(config.metadata()).isEmpty();
        assertThat(config.machineId()).isEmpty();
    }

    @Test
    void anIdentityIsReadFromTheSettings() {
        AgentIdentity identity = identity(
                "0.0.0.0",
                Map.of("machine-id", "m1", "boot-id", "b1", "public-ip", "10.0.0.7", "metadata", "disk=ssd, a=b"));

        assertThat(identity.machine().value()).isEqualTo("m1");
        assertThat(identity.metadata()).isEqualTo(Map.of("disk", "ssd", "a", "b"));
        assertThat(identity.endpoint()).isEqualTo("10.0.0.7:49162");
        assertThat(identity("127.0.1.1", Map.of("machine-id", "m1")).endpoint()).isEqualTo("127.0.1.1:49162");
        assertThat(identity("127.0.1.1", Map.of("machine-id", "m1", "advertise", "agent.example:7"))
                        .endpoint())
                .isEqualTo("agent.example:7");
    }

    @Test
    void aWrongValueNamesItsKey() {
        refused("metadata", Map.of("machine-id", "m1", "metadata", "disk"));
        refused("metadata", Map.of("machine-id", "m1", "metadata", "disk=ssd,disk=hdd"));
        refused("machine-id", Map.of("machine-id", "a/b"));
        refused("advertise", Map.of("machine-id", "m1", "advertise", "nowhere"));
        assertThatThrownBy(() -> new ClientProducer().client(config(Map.of("registry", "localhost"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("flotilla.agent.registry")
                .hasMessageContaining("localhost");
        assertThatThrownBy(() -> new ClientProducer()
                        .client(config(Map.of("tls.enabled", "true", "tls.ca-file", "/nowhere/ca.pem"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("flotilla.agent.tls")
                .hasMessageContaining("/nowhere/ca.pem");
        assertThatThrownBy(() -> config(Map.of("runtime", "docker"))).hasMessageContaining("flotilla.agent.runtime");
        assertThatThrownBy(() -> config(Map.of("leave-timeout", "soon")))
                .hasMessageContaining("flotilla.agent.leave-timeout");
    }

    @Test
    void anUnknownKeyIsRefused() {
        assertThatThrownBy(() -> config(Map.of("metdata", "disk=ssd"))).hasMessageContaining("flotilla.agent.metdata");

        assertThatThrownBy(() -> UnknownSettings.refuse(
                        raw(Map.of("flotilla.agnet.metadata", "a=b", "flotilla.agent.metadata", "a=b", "other", "x"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("flotilla.agnet.metadata")
                .hasMessageNotContaining("flotilla.agent.metadata");
        UnknownSettings.refuse(raw(Map.of("flotilla.agent.metadata", "a=b", "quarkus.http.port", "1")));
    }

    private static void refused(String key, Map<String, String> settings) {
        assertThatThrownBy(() -> identity("127.0.0.1", settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("flotilla.agent." + key + ": ");
    }

    private static AgentIdentity identity(String host, Map<String, String> settings) {
        return new IdentityProducer(config(settings), host, 49162, "test").identity();
    }

    private static AgentConfig config(Map<String, String> settings) {
        Map<String, String> properties = new HashMap<>();
        settings.forEach((key, value) -> properties.put("flotilla.agent." + key, value));
        return new SmallRyeConfigBuilder()
                .withMapping(AgentConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(AgentConfig.class);
    }

    private static SmallRyeConfig raw(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build();
    }
}
