package dev.flotilla.model.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnitStateTest {
    private static UnitState observed(DesiredState observed) {
        return new UnitState(
                UnitName.parse("a.service"),
                new MachineId("m1"),
                new UnitHash("a".repeat(40)),
                observed,
                "loaded",
                "active",
                "running",
                Instant.EPOCH,
                "");
    }

    @Test
    void theCurrentStateIsWhatTheTargetAchieved() {
        assertThat(UnitState.currentState(Optional.of(observed(DesiredState.LAUNCHED))))
                .isEqualTo(DesiredState.LAUNCHED);
        assertThat(UnitState.currentState(Optional.of(observed(DesiredState.LOADED))))
                .isEqualTo(DesiredState.LOADED);
        assertThat(UnitState.currentState(Optional.empty())).isEqualTo(DesiredState.INACTIVE);
        assertThatThrownBy(() -> observed(DesiredState.INACTIVE)).isInstanceOf(IllegalArgumentException.class);
    }
}
