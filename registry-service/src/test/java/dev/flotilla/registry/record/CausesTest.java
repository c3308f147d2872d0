package dev.flotilla.registry.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CausesTest {
    private final KeyScheme keys = new KeyScheme();

    private Causes written(Map<String, String> causes) {
        return Causes.read(((Write.Put) Causes.write(keys, causes)).value());
    }

    @Test
    void causesComeBackByKey() {
        Causes causes = written(Map.of("/flotilla/units/a", "by me", "/flotilla/units/b", ""));
        assertThat(causes.of("/flotilla/units/a")).contains("by me");
        assertThat(causes.of("/flotilla/units/b")).contains("");
        assertThat(causes.of("/flotilla/units/c")).isEmpty();
    }

    @Test
    void nobodysWordsReachAnotherKey() {
        Causes causes = written(Map.of("/a", "x\n/b\tforged\u0007"));
        assertThat(causes.of("/a")).contains("x /b forged");
        assertThat(causes.of("/b")).isEmpty();
    }

    @Test
    void longWordsAreCutAndRubbishIsNoCause() {
        assertThat(written(Map.of("/a", "x".repeat(9999))).of("/a").orElseThrow())
                .hasSize(500);
        assertThat(Causes.read(Value.utf8("rubbish\n\n\tx")).of("rubbish")).isEmpty();
    }
}
