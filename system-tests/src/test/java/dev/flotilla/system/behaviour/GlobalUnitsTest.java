package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Global units run on every machine, on one that joins later too, and a machine that joins takes new work. */
@Behaviour(
        "Global units run everywhere, on a machine that joins later too; global conflicts hold; a new machine takes work.")
@Order(5)
class GlobalUnitsTest {
    private static final String SLEEP = "Service.ExecStart=/bin/sleep infinity";

    private final Fleet fleet = Fleet.shared();

    @BeforeEach
    void empty() {
        fleet.reset();
    }

    @AfterEach
    void removeTheNewcomer() {
        if (fleet.machine("m4") != null) {
            fleet.remove(fleet.machine("m4"));
            eventually("it is lost")
                    .untilAsserted(() -> assertThat(fleet.api().machines()).hasSize(3));
        }
    }

    @Test
    void globalsRunEverywhereAndAMachineThatJoinsTakesWork() {
        fleet.api().launch("everywhere.service", SLEEP, "X-Fleet.Global=true");
        for (int i = 1; i <= 4; i++) {
            fleet.api().launch("web@" + i + ".service", SLEEP, "X-Fleet.Conflicts=web@*.service");
        }
        eventually("three of each").untilAsserted(() -> {
            assertThat(fleet.api().active().get("everywhere.service")).hasSize(3);
            assertThat(fleet.api().active()).hasSize(4);
        });
        Machine newcomer = fleet.boot("m4");
        eventually("it runs the global unit and the one that waited")
                .untilAsserted(() -> assertThat(newcomer.activeUnits("*.service"))
                        .contains("everywhere.service")
                        .anyMatch(unit -> unit.startsWith("web@")));
        eventually("everybody hears of it")
                .untilAsserted(() -> assertThat(fleet.api().active())
                        .containsKeys("web@1.service", "web@2.service", "web@3.service", "web@4.service"));
    }

    @Test
    void aUnitThatConflictsWithAGlobalOneFindsNoMachineUntilThatIsGone() {
        fleet.api().launch("everywhere.service", SLEEP, "X-Fleet.Global=true");
        eventually("three")
                .untilAsserted(() -> assertThat(fleet.api().active().getOrDefault("everywhere.service", List.of()))
                        .hasSize(3));
        fleet.api().launch("picky.service", SLEEP, "X-Fleet.Conflicts=everywhere.service");
        eventually("the reason is told")
                .untilAsserted(
                        () -> assertThat(fleet.flotilla("explain picky").out()).contains("everywhere.service"));
        fleet.api().delete("everywhere.service");
        fleet.whereActive("picky.service");
        eventually("it is gone everywhere").untilAsserted(() -> fleet.machines()
                .forEach(machine ->
                        assertThat(machine.activeUnits("everywhere.service")).isEmpty()));
    }
}
