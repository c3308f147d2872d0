package dev.flotilla.model.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.Refused;
import dev.flotilla.model.requirement.PartitionPolicy;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnitTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final UnitName NAME = UnitName.parse("a.service");
    private static final UnitFile FILE = UnitFile.parse("a.service", "[Service]\nExecStart=/bin/true\n");

    @Test
    void aNewUnitIsNotStoredYet() {
        Unit unit = Unit.define(NAME, FILE, DesiredState.LAUNCHED, NOW, "me");

        assertThat(unit.revision()).isZero();
        assertThat(unit.hash()).isEqualTo(FILE.hash());
        assertThat(unit.created()).isEqualTo(NOW);
        assertThat(unit.changed()).isEqualTo(NOW);
        assertThat(unit.changedBy()).isEqualTo("me");
        assertThat(unit.withRevision(7).revision()).isEqualTo(7);
        assertThatThrownBy(() -> unit.withRevision(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itKnowsTheCallThatMadeItsLastChangeAlone() {
        RequestId call = new RequestId("c1");
        Unit unit = Unit.define(NAME, FILE, DesiredState.LAUNCHED, NOW, "me").withRequest(Optional.of(call));
        UnitFile other = UnitFile.parse("a", "[X-Flotilla]\nOnPartition=stop\n");

        assertThat(unit.withRevision(7).request()).contains(call);
        assertThat(unit.withDesired(DesiredState.LOADED, NOW, "you").request()).isEmpty();
        assertThat(unit.withFile(other, NOW, "you").request()).isEmpty();
    }

    @Test
    void aChangeKeepsTheAgeAndSaysWhoMadeIt() {
        Instant later = NOW.plusSeconds(9);
        Unit unit = Unit.define(NAME, FILE, DesiredState.LAUNCHED, NOW, "me").withRevision(3);
        UnitFile other = UnitFile.parse("a", "[X-Flotilla]\nOnPartition=stop\n");

        Unit stopped = unit.withDesired(DesiredState.LOADED, later, "you");
        assertThat(stopped.desired()).isEqualTo(DesiredState.LOADED);
        assertThat(stopped.created()).isEqualTo(NOW);
        assertThat(stopped.changed()).isEqualTo(later);
        assertThat(stopped.changedBy()).isEqualTo("you");
        Unit replaced = unit.withFile(other, later, "you");
        assertThat(replaced.hash()).isEqualTo(other.hash());
        assertThat(replaced.created()).isEqualTo(NOW);
        assertThat(replaced.revision()).isEqualTo(3);
        assertThat(replaced.requirements().onPartition()).isEqualTo(PartitionPolicy.STOP);
    }

    @ParameterizedTest
    @EnumSource(
            value = DesiredState.class,
            names = {"LOADED", "LAUNCHED"})
    void aTemplateCanOnlyBeInactive(DesiredState state) {
        UnitName template = UnitName.parse("a@.service");
        Unit inactive = Unit.define(template, FILE, DesiredState.INACTIVE, NOW, "");

        assertThat(Refused.invalid(() -> Unit.define(template, FILE, state, NOW, ""))
                        .message())
                .isEqualTo("cannot activate template \"a@.service\"");
        Refused.invalid(() -> inactive.withDesired(state, NOW, ""));
    }

    @Test
    void nothingWrongIsDefined() {
        UnitFile unknown = UnitFile.parse("a", "[X-Fleet]\nNonsense=1\n");

        assertThat(Refused.invalid(() -> Unit.define(NAME, unknown, DesiredState.INACTIVE, NOW, ""))
                        .field())
                .contains("options[0]");
    }

    @ParameterizedTest
    @EnumSource(DesiredState.class)
    void everyStateHasFleetsWord(DesiredState state) {
        assertThat(DesiredState.ofWord(state.word())).contains(state);
        assertThat(DesiredState.ofWord(state.name())).isEmpty();
    }

    @Test
    void aHashIsFortyHexDigits() {
        assertThat(new UnitHash("0123456789".repeat(4)).shortForm()).isEqualTo("0123456");
        Refused.invalid(() -> new UnitHash("0123456"));
        Refused.invalid(() -> new UnitHash("g".repeat(40)));
    }
}
