package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** {@code --replace} gives a unit new content and leaves nothing of the old; the same content changes nothing. */
@Behaviour(
        "--replace on submit, load and start: the new content counts, the old is gone, the same file changes nothing.")
@Order(5)
class ReplaceTest {
    private final Fleet fleet = Fleet.shared();

    @BeforeEach
    void empty() {
        fleet.reset();
    }

    @Test
    void submittedAndLoadedUnitsGetNewContent() {
        fleet.flotilla("submit " + file(1)).succeeded();
        fleet.flotilla("submit --replace " + file(2)).succeeded();
        assertThat(fleet.flotilla("cat sleeper").out()).contains("sleep 1002");

        fleet.flotilla("load sleeper").succeeded();
        Machine machine = fleet.machineWithId(fleet.api()
                .getJson("/fleet/v1/units/sleeper.service")
                .path("machineID")
                .asText());
        fleet.flotilla("load --replace " + file(3)).succeeded();
        eventually("systemd has read the new content")
                .untilAsserted(() -> assertThat(machine.property("sleeper.service", "ExecStart"))
                        .contains("sleep 1003"));
        assertThat(machine.property("sleeper.service", "ActiveState")).isEqualTo("inactive");
    }

    @Test
    void aStartedUnitRunsTheNewContentOnceAndTheSameFileIsNoChange() {
        fleet.flotilla("start " + file(1)).succeeded();
        Machine machine = fleet.whereActive("sleeper.service");
        long first = machine.mainPid("sleeper.service");

        fleet.flotilla("start --replace " + file(1)).succeeded();
        assertThat(machine.mainPid("sleeper.service")).isEqualTo(first);

        fleet.flotilla("start --replace " + file(2)).succeeded();
        eventually("the new content runs").untilAsserted(() -> {
            Machine now = fleet.whereActive("sleeper.service");
            assertThat(now.shell("tr '\\0' ' ' </proc/" + now.mainPid("sleeper.service") + "/cmdline")
                            .out())
                    .isEqualTo("/bin/sleep 1002 ");
        });
        fleet.machines()
                .forEach(each ->
                        assertThat(each.exec("pgrep", "-f", "sleep 1001").ok()).isFalse());
        assertThat(fleet.api().active().get("sleeper.service")).hasSize(1);
    }

    @Test
    void theSameFileChangesNothingWhateverStateTheUnitIsIn() {
        fleet.flotilla("submit " + file(1)).succeeded();
        assertUnchangedBy("submit --replace " + file(1));
        fleet.flotilla("load sleeper").succeeded();
        assertUnchangedBy("load --replace " + file(1));
        fleet.flotilla("start sleeper").succeeded();
        assertUnchangedBy("start --replace " + file(1));
    }

    /** Not its state either: the record of the unit, its revision and its placement's included, is as it was. */
    private void assertUnchangedBy(String words) {
        JsonNode before = stored();
        fleet.flotilla(words).succeeded();
        assertThat(stored()).as(words).isEqualTo(before);
    }

    private JsonNode stored() {
        ObjectNode unit = (ObjectNode) fleet.api().getJson("/v1/units/sleeper.service");
        assertThat(unit.path("revision").asLong()).isPositive();
        // What its machine reports of it may still be on its way.
        unit.remove("states");
        return unit;
    }

    private String file(int version) {
        return fleet.unitFile("sleeper.service", "[Service]\nExecStart=/bin/sleep 100" + version + "\n");
    }
}
