package dev.flotilla.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.error.FlotillaException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdSettingsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:2379",
                "http://127.0.0.1",
                "http://127.0.0.1:2379/path",
                "https://127.0.0.1:2379",
                "ftp://h:1",
                "http:/h"
            })
    void anEndpointThatCannotBeUsedIsNamed(String endpoint) {
        assertThatThrownBy(() -> EtcdSettings.of(URI.create(endpoint.startsWith("127") ? "x:" + endpoint : endpoint)))
                .isInstanceOf(FlotillaException.class)
                .hasMessageContaining("http://host:2379")
                .hasMessageContaining(endpoint);
    }

    @Test
    void tlsGoesWithHttps() {
        EtcdSettings.Tls tls = new EtcdSettings.Tls(Path.of("ca.crt"), Optional.empty(), Optional.empty());
        URI plain = URI.create("http://h:2379");
        assertThatThrownBy(() -> new EtcdSettings(
                        List.of(plain), Optional.of(tls), Optional.empty(), EtcdSettings.DEFAULT_TIMEOUT))
                .hasMessageContaining("https://host:2379");
        new EtcdSettings(
                List.of(URI.create("https://h:2379")),
                Optional.of(tls),
                Optional.empty(),
                EtcdSettings.DEFAULT_TIMEOUT);
    }

    @Test
    void somethingMustBeThere() {
        assertThatThrownBy(EtcdSettings::of).hasMessageContaining("no etcd endpoint");
        assertThatThrownBy(() -> EtcdSettings.of(URI.create("http://h:1")).timeout(Duration.ofMillis(1)))
                .hasMessageContaining("100 ms");
    }

    @Test
    void aPasswordIsNotPrinted() {
        assertThat(new EtcdSettings.Credentials("root", "secret").toString()).doesNotContain("secret");
    }
}
