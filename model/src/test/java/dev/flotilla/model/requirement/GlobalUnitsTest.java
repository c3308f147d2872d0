package dev.flotilla.model.requirement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GlobalUnitsTest {
    private static Unit unit(String name, int createdSecond, DesiredState desired, String... lines) {
        UnitFile file = UnitFile.parse(name, "[X-Fleet]\n" + String.join("\n", lines) + "\n");
        return Unit.define(UnitName.parse(name), file, desired, Instant.ofEpochSecond(createdSecond), "");
    }

    private static Unit global(String name, int createdSecond, String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("Global=true");
        return unit(name, createdSecond, DesiredState.LAUNCHED, all.toArray(String[]::new));
    }

    private static List<String> eligible(List<Unit> globals, Map<String, String> metadata, Unit... placed) {
        return GlobalUnits.eligible(globals, metadata, List.of(placed)).stream()
                .map(unit -> unit.name().value())
                .toList();
    }

    @Test
    void everyMachineThatMatchesRunsIt() {
        List<Unit> globals = List.of(global("all.service", 1), global("ssd.service", 2, "MachineMetadata=disk=ssd"));

        assertThat(eligible(globals, Map.of())).containsExactly("all.service");
        assertThat(eligible(globals, Map.of("disk", "ssd"))).containsExactly("all.service", "ssd.service");
    }

    @Test
    void inactiveOnesTemplatesAndThoseThatAreNotGlobalAreLeftOut() {
        List<Unit> units = List.of(
                unit("off.service", 1, DesiredState.INACTIVE, "Global=true"),
                unit("loaded.service", 1, DesiredState.LOADED, "Global=true"),
                unit("t@.service", 1, DesiredState.INACTIVE, "Global=true"),
                unit("single.service", 1, DesiredState.LAUNCHED));

        assertThat(eligible(units, Map.of())).containsExactly("loaded.service");
    }

    @Test
    void aConflictWithAPlacedUnitKeepsItAwayEitherWay() {
        Unit web = unit("web@1.service", 9, DesiredState.LAUNCHED);
        Unit shy = unit("shy.service", 9, DesiredState.LAUNCHED, "Conflicts=log*");
        List<Unit> globals = List.of(global("log.service", 1), global("noweb.service", 2, "Conflicts=web@*"));

        assertThat(eligible(globals, Map.of(), web)).containsExactly("log.service");
        assertThat(eligible(globals, Map.of(), shy)).containsExactly("noweb.service");
        assertThat(eligible(globals, Map.of(), web, shy)).isEmpty();
    }

    @Test
    void amongGlobalsTheElderWinsThenTheName() {
        Unit young = global("a.service", 2, "Conflicts=b.service");
        Unit elder = global("b.service", 1);
        Unit twin = global("c.service", 1, "Conflicts=b.service");

        assertThat(eligible(List.of(young, elder), Map.of())).containsExactly("b.service");
        assertThat(eligible(List.of(twin, elder, young), Map.of())).containsExactly("b.service");
    }

    @Test
    void oneThatIsKeptAwayKeepsNobodyAway() {
        Unit elder = global("a.service", 1, "MachineMetadata=disk=ssd", "Conflicts=b.service");
        Unit young = global("b.service", 2);

        assertThat(eligible(List.of(elder, young), Map.of())).containsExactly("b.service");
    }

    @Property(tries = 200)
    void theOrderOfTheArgumentsDoesNotMatter(@ForAll long seed) {
        List<Unit> globals = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            globals.add(global("g" + i + ".service", i / 3, "Conflicts=g" + (i * 5 + 2) % 8 + ".*"));
        }
        List<String> expected = eligible(globals, Map.of());
        Collections.shuffle(globals, new Random(seed));

        assertThat(eligible(globals, Map.of())).isEqualTo(expected).isNotEmpty();
    }
}
