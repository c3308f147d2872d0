package dev.flotilla.scheduler.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.scheduler.SchedulerSettings;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be set, what it is by default, and what is said about mistakes. */
class SettingsTest {
    private static SmallRyeConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(SchedulerConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 300))
                .build();
    }

    private static SchedulerConfig mapping(Map<String, String> settings) {
        return config(settings).getConfigMapping(SchedulerConfig.class);
    }

    @Test
    void defaults() {
        SchedulerConfig config = mapping(Map.of());
        assertThat(config.registry()).isEqualTo("127.0.0.1:49152");
        assertThat(config.leaseTtl()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.tick()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.token()).isEmpty();
        assertThat(config.tls().enabled()).isFalse();
    }

    @Test
    void withoutANameACandidateGetsOneOfItsOwn() {
        SchedulerSettings one = Settings.scheduler(mapping(Map.of()), new Random(1));
        SchedulerSettings other = Settings.scheduler(mapping(Map.of()), new Random(2));
        assertThat(one.candidate()).isNotBlank().isNotEqualTo(other.candidate());
    }

    @ParameterizedTest
    @CsvSource({
        "lease-ttl, 1s, ranges from 2s to 60s",
        "lease-ttl, 61s, ranges from 2s to 60s",
        "tick, 500ms, ranges from 1s to 3600s",
        "candidate, ' ', a candidate has a name",
    })
    void aWrongValueIsNamed(String key, String value, String words) {
        SchedulerConfig config = mapping(Map.of("flotilla.scheduler." + key, value));
        assertThatThrownBy(() -> Settings.scheduler(config, new Random(1)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("flotilla.scheduler." + key)
                .hasMessageContaining(words);
    }

    @Test
    void aWrongRegistryIsNamed() {
        SchedulerConfig config = mapping(Map.of("flotilla.scheduler.registry", "nowhere"));
        assertThatThrownBy(() -> Settings.client(config))
                .hasMessageContaining("flotilla.scheduler.registry")
                .hasMessageContaining("nowhere");
    }

    @Test
    void halfACertificateIsNamed() {
        SchedulerConfig config = mapping(
                Map.of("flotilla.scheduler.tls.enabled", "true", "flotilla.scheduler.tls.cert-file", "cert.pem"));
        assertThatThrownBy(() -> Settings.client(config)).hasMessageContaining("flotilla.scheduler.tls");
    }

    @Test
    void unknownKeysAreRefusedByName() {
        assertThatThrownBy(() -> config(Map.of("flotilla.scheduler.lease-tll", "3s")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("flotilla.scheduler.lease-tll");
        assertThatThrownBy(() -> Settings.checkNames(config(Map.of("flotilla.shceduler.tick", "3s"))))
                .hasMessageContaining("flotilla.shceduler.tick");
        Settings.checkNames(config(Map.of("flotilla.scheduler.tick", "3s", "quarkus.http.port", "1")));
    }
}
