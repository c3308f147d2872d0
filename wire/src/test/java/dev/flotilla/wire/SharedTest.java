package dev.flotilla.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedTest {
    @Test
    void equalValuesBecomeOne() {
        Shared<String> shared = new Shared<>(10);
        String first = shared.of(new String("ExecStart"));
        assertThat(shared.of(new String("ExecStart"))).isSameAs(first);
        assertThat(shared.of("ExecStop")).isEqualTo("ExecStop");
    }

    @Test
    void moreValuesThanItKeepsAreStillAnsweredRight() {
        Shared<String> shared = new Shared<>(3);
        IntStream.range(0, 100).forEach(i -> assertThat(shared.of("value " + i)).isEqualTo("value " + i));
        String last = shared.of(new String("value 99"));
        assertThat(shared.of(new String("value 99"))).isSameAs(last);
    }
}
