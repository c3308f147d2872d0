package dev.flotilla.scheduler;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SchedulerSettingsTest {
    @Test
    void aCandidateHasAName() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SchedulerSettings(" ", Duration.ofSeconds(3)));
    }

    @Test
    void aLeaseLivesAsLongAsTheRegistryAllows() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SchedulerSettings("a", Duration.ofMillis(1999)));
        assertThatIllegalArgumentException().isThrownBy(() -> new SchedulerSettings("a", Duration.ofSeconds(61)));
    }
}
