package dev.flotilla.agent.runtime.process.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {
    @ParameterizedTest
    @CsvSource({
        "SIGTERM, 15, TERM",
        "term, 15, TERM",
        "9, 9, KILL",
        "SIGRTMIN+3, 37, RTMIN+3",
        "SIGRTMIN, 34, RTMIN+0",
        "31, 31, SYS"
    })
    void namesAndNumbers(String text, int number, String name) {
        assertThat(Signals.parse(text)).contains(number);
        assertThat(Signals.name(number)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65", "SIGNOTHING", "999", "-1"})
    void others(String text) {
        assertThat(Signals.parse(text)).isEmpty();
    }
}
