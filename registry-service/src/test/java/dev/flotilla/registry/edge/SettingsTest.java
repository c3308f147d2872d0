package dev.flotilla.registry.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.registry.RegistrySettings;
import dev.flotilla.store.key.KeyScheme;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static Settings settings(String... keysAndValues) {
        Map<String, String> values = Stream.of(keysAndValues)
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> "flotilla.registry." + pair[0], pair -> pair[1]));
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(RegistryConfig.class)
                .withDefaultValues(values)
                .withConverter(Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
                .build();
        return new Settings(config.getConfigMapping(RegistryConfig.class));
    }

    @Test
    void theDefaultsAreWhatTheDocumentsSay() {
        RegistrySettings registry = settings().registry("r1", "127.0.0.1:49152");
        assertThat(registry).isEqualTo(RegistrySettings.of("r1", "127.0.0.1:49152"));
        assertThat(registry.heartbeat()).isEqualTo(Duration.ofSeconds(2));
        assertThat(registry.ttl()).isEqualTo(Duration.ofSeconds(6));
        assertThat(registry.replicaTtl()).isEqualTo(Duration.ofSeconds(5));
        assertThat(registry.historySize()).isEqualTo(100_000);
        assertThat(registry.brake().smallest()).isEqualTo(10);
        assertThat(registry.keepLost()).isEqualTo(Duration.ofHours(24));
        assertThat(registry.keys().prefix()).isEqualTo("/flotilla/");
        assertThat(settings().embedded()).isEqualTo(Path.of("flotilla-registry", "store.db"));
    }

    @Test
    void aClusterThatSharesItsEtcdHasServicesOfItsOwn() {
        KeyScheme keys = settings("key-prefix=/sites/berlin/", "services-prefix=/sites/berlin-services/")
                .registry("r1", "127.0.0.1:49152")
                .keys();
        assertThat(keys.unit("a.service")).isEqualTo("/sites/berlin/units/a.service");
        assertThat(keys.service("website", "apache@1")).startsWith("/sites/berlin-services/website/apache");
        assertThat(keys.withdrawn("website", "a")).isEqualTo("/sites/berlin-services-withdrawn/website/a");
    }

    /** What was one cluster's until somebody set the other prefix too is served on, but not in silence. */
    @Test
    void aKeyPrefixAloneDoesNotKeepClustersApart() {
        assertThat(settings("store=etcd", "key-prefix=/sites/berlin/").sharedServices())
                .hasValueSatisfying(warning -> assertThat(warning).contains("flotilla.registry.services-prefix"));
        assertThat(settings("store=etcd", "key-prefix=/sites/berlin/", "services-prefix=/services/")
                        .sharedServices())
                .isEmpty();
        assertThat(settings("store=etcd").sharedServices()).isEmpty();
        assertThat(settings("key-prefix=/sites/berlin/").sharedServices()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "heartbeat-interval=10ms | flotilla.registry.heartbeat-interval must be between",
                "ttl=3s                  | flotilla.registry.ttl must be at least twice",
                "replica-ttl=0s          | flotilla.registry.replica-ttl must be between",
                "history-size=1          | flotilla.registry.history-size must be at least 100",
                "read-wait=1h            | flotilla.registry.read-wait must be between",
                "key-prefix=flotilla     | flotilla.registry.key-prefix is not valid",
                "key-prefix=/services/x/ | flotilla.registry.key-prefix is not valid",
                "services-prefix=services | flotilla.registry.services-prefix is not valid",
                "services-prefix=/flotilla/services/ | flotilla.registry.services-prefix is not valid",
                "advertise=nowhere       | flotilla.registry.advertise looks like host:port",
                "brake.smallest-cluster=0 | flotilla.registry.brake.smallest-cluster must be at least 1",
                "sweep-interval=1ms      | flotilla.registry.sweep-interval must be between",
            })
    void whatIsWrongIsSaidWithItsKey(String setting, String message) {
        assertThatThrownBy(() -> settings(setting.strip()).registry("r1", "127.0.0.1:1"))
                .hasMessageContaining(message);
    }

    @Test
    void aStoreTakesItsOwnSettingsOnly() {
        assertThatThrownBy(
                        () -> settings("etcd.endpoints=http://127.0.0.1:2379").embedded())
                .hasMessageContaining("flotilla.registry.etcd.endpoints needs flotilla.registry.store=etcd");
        assertThatThrownBy(() ->
                        settings("data-dir=/tmp/x", "etcd.endpoints=http://h:1").etcd())
                .hasMessageContaining("flotilla.registry.data-dir");
        assertThatThrownBy(() -> settings().etcd()).hasMessageContaining("flotilla.registry.etcd.endpoints is needed");
        assertThatThrownBy(() -> settings("etcd.endpoints=h:2379").etcd())
                .hasMessageContaining("flotilla.registry.etcd.endpoints is not valid");
        assertThatThrownBy(() ->
                        settings("etcd.endpoints=http://h:1", "etcd.user=me").etcd())
                .hasMessageContaining("flotilla.registry.etcd.password go together");
        assertThatThrownBy(() -> settings("etcd.endpoints=https://h:1", "etcd.ca-file=ca", "etcd.key-file=k")
                        .etcd())
                .hasMessageContaining("flotilla.registry.etcd.cert-file");
        assertThatThrownBy(() -> settings("etcd.endpoints=http://h:1", "etcd.server-name=x")
                        .etcd())
                .hasMessageContaining("flotilla.registry.etcd.ca-file is needed");
    }

    @Test
    void etcdIsConfiguredWhole() {
        var etcd = settings(
                        "store=etcd",
                        "etcd.endpoints=https://a:2379,https://b:2379",
                        "etcd.ca-file=/ca.pem",
                        "etcd.cert-file=/c.pem",
                        "etcd.key-file=/k.pem",
                        "etcd.user=me",
                        "etcd.password=secret",
                        "etcd.timeout=2s")
                .etcd();
        assertThat(etcd.endpoints()).hasSize(2);
        assertThat(etcd.tls()).isPresent();
        assertThat(etcd.credentials()).isPresent();
        assertThat(etcd.timeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aKeyThatDoesNotExistIsRefusedByName() {
        assertThatThrownBy(() -> settings("hartbeat-interval=2s"))
                .hasMessageContaining("flotilla.registry.hartbeat-interval");
    }
}
