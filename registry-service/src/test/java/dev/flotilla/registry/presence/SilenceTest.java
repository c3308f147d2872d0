package dev.flotilla.registry.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private final Silence<String> silence = new Silence<>();

    private static long at(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void namesTheSilentOnesTheLongestFirst() {
        silence.heard("a", at(0));
        silence.heard("b", at(1));
        silence.heard("c", at(2));
        silence.heard("a", at(3));
        assertThat(silence.silentFor(Duration.ofSeconds(2), at(4))).containsExactly("b", "c");
        assertThat(silence.silentFor(Duration.ofSeconds(4), at(4))).isEmpty();
        assertThat(silence.oldest()).hasValue(at(1));
    }

    @Test
    void whatIsExcusedDoesNotCountAndNobodyIsHeardInTheFuture() {
        silence.heard("a", at(0));
        silence.heard("b", at(8));
        silence.excuse(at(4), at(9));
        assertThat(silence.lastHeard("a")).hasValue(at(4));
        assertThat(silence.lastHeard("b")).hasValue(at(9));
        assertThat(silence.silentFor(Duration.ofSeconds(5), at(9))).containsExactly("a");
    }

    @Test
    void whoIsForgottenIsNotMissed() {
        silence.heard("a", at(0));
        silence.forget("a");
        assertThat(silence.silentFor(Duration.ZERO, at(9))).isEmpty();
        assertThat(silence.knows("a")).isFalse();
        assertThat(silence.oldest()).isEmpty();
    }
}
