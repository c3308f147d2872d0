package dev.flotilla.cloudconfig.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses in a text. */
class SubstitutionTest {
    private static final Variables MACHINE = Variables.of(Map.of("private_ipv4", "10.0.0.7", "public_ipv4", "1.2.3.4"));

    @ParameterizedTest
    @CsvSource({
        "http://$private_ipv4:2380,http://10.0.0.7:2380",
        "$private_ipv4x,10.0.0.7x",
        "$private_ipv4$public_ipv4,10.0.0.71.2.3.4",
        "\\$private_ipv4,$private_ipv4",
        "${private_ipv4},${private_ipv4}",
        "$foo,$foo",
        "[$public_ipv6],[]",
    })
    void areReplacedTextually(String text, String expected) {
        assertThat(Substitution.replace(text, MACHINE)).isEqualTo(expected);
    }

    @Test
    void theEnvironmentHasThem() {
        Variables variables = Variables.ofEnvironment(
                Map.of("COREOS_PRIVATE_IPV4", "10.0.0.7", "COREOS_PUBLIC_IPV4", "", "HOME", "/"));
        assertThat(variables.values()).containsOnly(Map.entry("private_ipv4", "10.0.0.7"));
        assertThat(variables.environment()).containsOnly(Map.entry("COREOS_PRIVATE_IPV4", "10.0.0.7"));
        assertThat(variables.overriddenBy(Map.of("private_ipv4", "10.0.0.8")).value("private_ipv4"))
                .contains("10.0.0.8");
    }

    @Test
    void whatCannotStandInATextIsRefused() {
        assertThatThrownBy(() -> Variables.of(Map.of("private_ip", "x")))
                .hasMessageContaining("no variable private_ip");
        assertThatThrownBy(() -> Variables.of(Map.of("private_ipv4", "a\nb")))
                .hasMessageContaining("control characters");
    }
}
