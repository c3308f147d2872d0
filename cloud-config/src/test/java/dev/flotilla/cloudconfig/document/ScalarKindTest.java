package dev.flotilla.cloudconfig.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What plain scalars are taken for. */
class ScalarKindTest {
    @ParameterizedTest
    @CsvSource({
        "on, BOOL", "Off, BOOL", "yes, BOOL", "true, BOOL", "tRUE, STRING", "0644, INT", "0o644, INT", "0999, FLOAT",
        "420, INT", "-1_000, INT", "0x1F, INT", "0b101, INT", "1e3, FLOAT", ".5, FLOAT", ".inf, FLOAT", "25:00, STRING",
        "1.2.3.4, STRING", "~, NULL", "null, NULL", "core-01, STRING", "0, INT", "+, STRING"
    })
    void followYaml11(String text, ScalarKind kind) {
        assertThat(ScalarKind.ofPlain(text)).isEqualTo(kind);
    }
}
