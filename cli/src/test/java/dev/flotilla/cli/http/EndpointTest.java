package dev.flotilla.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "http://127.0.0.1:49153, false, 127.0.0.1, 49153, '', 127.0.0.1:49153",
                "HTTP://gateway, false, gateway, 80, '', gateway",
                "https://gateway/, true, gateway, 443, '', gateway",
                "https://gateway:8443/base/, true, gateway, 8443, /base, gateway:8443",
                "http://[::1]:8080, false, ::1, 8080, '', [::1]:8080",
            })
    void urls(String text, boolean tls, String host, int port, String base, String authority) {
        Endpoint endpoint = Endpoint.parse(text);
        assertThat(endpoint.tls()).isEqualTo(tls);
        assertThat(endpoint.host()).isEqualTo(host);
        assertThat(endpoint.port()).isEqualTo(port);
        assertThat(endpoint.basePath()).isEqualTo(base);
        assertThat(endpoint.authority()).isEqualTo(authority);
        assertThat(endpoint.socket()).isEmpty();
    }

    @Test
    void unixSockets() {
        assertThat(Endpoint.parse("unix:///var/run/fleet.sock").socket()).contains("/var/run/fleet.sock");
        assertThat(Endpoint.parse("file:///tmp/x").socket()).contains("/tmp/x");
        assertThatThrownBy(() -> Endpoint.parse("unix://var/run/fleet.sock"))
                .hasMessageContaining("unable to connect to host \"var\" with scheme \"unix\"");
    }

    @Test
    void severalAreSeparatedByCommas() {
        assertThat(Endpoint.parseAll("http://a:1, http://b:2,"))
                .extracting(Endpoint::host)
                .containsExactly("a", "b");
        assertThatThrownBy(() -> Endpoint.parseAll(" ,")).hasMessage("no endpoint given");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:49153, 'URL scheme undefined'",
        "gateway, 'URL scheme undefined'",
        "ftp://x, 'unknown scheme'",
        "'http://', 'http://'",
        "http://x:0, 'no HOST'",
        "http://x:70000, 'no HOST'",
        "'http://a b', 'http://a b'",
    })
    void whatIsNoEndpointIsRefusedByName(String text, String words) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }
}
