package dev.flotilla.model.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsLabelsTest {
    @ParameterizedTest
    @CsvSource({"apache@1,apache-1", "Web_Site,web-site", "@a..b@,a-b", "host:web:80,host-web-80", "x,x"})
    void lettersDigitsAndHyphens(String name, String label) {
        assertThat(DnsLabels.of(name)).isEqualTo(label);
    }

    @Test
    void longNamesStayDifferent() {
        String a = DnsLabels.of("a".repeat(100) + "1");
        String b = DnsLabels.of("a".repeat(100) + "2");
        assertThat(a).hasSizeLessThanOrEqualTo(63).isNotEqualTo(b);
    }

    @Test
    void namesWithoutALetterHaveOneAllTheSame() {
        assertThat(DnsLabels.of("@@")).startsWith("x-").isNotEqualTo(DnsLabels.of("@@@"));
    }
}
