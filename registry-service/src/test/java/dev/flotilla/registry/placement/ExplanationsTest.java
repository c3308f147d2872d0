package dev.flotilla.registry.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.testing.Lab;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationsTest {
    private final Lab lab = Lab.withOneReplica();

    private UnitExplanation explain(String unit) {
        return lab.get(lab.registry().explanations().explain(UnitName.parse(unit), 0));
    }

    @Test
    void saysWhyAUnitIsWhereItIsAndWhyItWaits() {
        lab.agent("m1");
        lab.launched("a.service");
        lab.launched("b.service");
        lab.launched("c.service");
        assertThat(explain("c.service").summary()).isEqualTo("c.service waits for the scheduler; none leads now");
        long term = lab.leader();
        lab.committed(term, lab.place("a.service", "m1"), lab.waiting("b.service", "0 of 1 machines: 1 lacks x=y"));
        assertThat(explain("a.service").summary()).isEqualTo("a.service is on m1: chosen");
        assertThat(explain("a.service").placement()).isPresent();
        assertThat(explain("b.service").summary()).isEqualTo("b.service waits: 0 of 1 machines: 1 lacks x=y");
        assertThat(explain("c.service").summary()).isEqualTo("c.service waits for the scheduler");
    }

    @Test
    void givesAVerdictForEachMachineOfAGlobalUnit() {
        lab.agent("m1", Map.of("disk", "ssd"));
        lab.agent("m2");
        lab.agent("m3", Map.of("disk", "ssd")).goodbye();
        lab.agent("m4", Map.of("disk", "ssd"));
        lab.launched("g.service", "Global=true", "MachineMetadata=disk=ssd", "Conflicts=shy.service");
        // placed before the conflict was known to the placement: the global unit gives way
        lab.put(Lab.put(
                "g.service",
                DesiredState.INACTIVE,
                "Global=true",
                "MachineMetadata=disk=ssd",
                "Conflicts=shy.service"));
        lab.launched("shy.service");
        lab.committed(lab.leader(), lab.place("shy.service", "m4"));
        lab.put(Lab.desire("g.service", DesiredState.LAUNCHED));
        UnitExplanation explanation = explain("g.service");
        assertThat(explanation.verdicts())
                .containsExactly(
                        new UnitExplanation.Verdict(Lab.id("m1"), true, ""),
                        new UnitExplanation.Verdict(Lab.id("m2"), false, "lacks disk=ssd"),
                        new UnitExplanation.Verdict(Lab.id("m3"), false, "lost"),
                        new UnitExplanation.Verdict(Lab.id("m4"), false, "conflicts with shy.service"));
        assertThat(explanation.summary()).isEqualTo("g.service is global: on 1 of 4 machines");
    }

    @Test
    void inactiveUnitsTemplatesAndUnknownOnes() {
        lab.put(Lab.put("a.service", DesiredState.INACTIVE));
        lab.put(Lab.put("t@.service", DesiredState.INACTIVE));
        assertThat(explain("a.service").summary()).isEqualTo("a.service is inactive");
        assertThat(explain("t@.service").summary()).isEqualTo("t@.service is a template and runs nowhere itself");
        assertThat(lab.error(lab.registry().explanations().explain(UnitName.parse("x.service"), 0)))
                .isInstanceOf(FlotillaError.NotFound.class);
    }
}
