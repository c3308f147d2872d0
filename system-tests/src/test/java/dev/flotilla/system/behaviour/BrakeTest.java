package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.Container;
import dev.flotilla.system.fleet.Fleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** When most machines vanish at once, it is the network, not the machines. */
@Behaviour(
        "Twelve machines, eight vanish at once: moves are held and it is said; they return: nothing moved; an operator's go"
                + " moves.")
@Isolated("depends on moments")
class BrakeTest {
    private static final int LIGHT = 9;
    private static final int VANISH = 8;

    private final Fleet fleet = Fleet.shared();
    private final List<Container> crowd = new ArrayList<>();

    @BeforeEach
    void gatherTwelveMachines() {
        fleet.reset();
        for (int i = 1; i <= LIGHT; i++) {
            crowd.add(fleet.bootLight("l" + i));
        }
        eventually("twelve machines are there")
                .atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(fleet.api().machines()).hasSize(LIGHT + 3));
    }

    @AfterEach
    void sendTheCrowdHome() {
        try {
            Container.thaw(crowd);
            crowd.stream().filter(machine -> !machine.isRunning()).forEach(Container::start);
            eventually("all are back, to take their leave")
                    .atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(fleet.api().machines()).hasSize(crowd.size() + 3));
        } finally {
            leave();
        }
    }

    private void leave() {
        crowd.parallelStream().forEach(Container::remove);
        eventually("three are left")
                .untilAsserted(() -> assertThat(fleet.api().machines()).hasSize(3));
        // Most of the cluster has just gone for good: whoever comes next wants moves again.
        fleet.flotilla("brake release").succeeded();
    }

    @Test
    void movesAreHeldUntilTheyReturnOrAnOperatorSaysGo() {
        for (int i = 1; i <= LIGHT + 3; i++) {
            fleet.api()
                    .launch(
                            "crowd@" + i + ".service",
                            "Service.ExecStart=/bin/sleep infinity",
                            "X-Fleet.Conflicts=crowd@*");
        }
        eventually("one on each")
                .untilAsserted(() -> assertThat(fleet.api().active()).hasSize(LIGHT + 3));
        Map<String, String> before = targets();

        // Frozen, not killed: they come back as they were.
        Container.freeze(crowd.subList(0, VANISH));
        eventually("the brake holds, and says so").untilAsserted(() -> {
            assertThat(fleet.api().getJson("/v1/brake").path("engaged").asBoolean())
                    .isTrue();
            assertThat(fleet.flotilla("events --last=100").out()).contains("moves are held");
            assertThat(fleet.api().machines()).hasSize(LIGHT + 3 - VANISH);
        });
        assertThat(targets()).isEqualTo(before);

        Container.thaw(crowd.subList(0, VANISH));
        eventually("they are back").untilAsserted(() -> {
            assertThat(fleet.api().machines()).hasSize(LIGHT + 3);
            assertThat(fleet.api().active()).hasSize(LIGHT + 3);
        });
        assertThat(targets()).isEqualTo(before);

        // Without the conflict they could all move: now they may.
        for (int i = 1; i <= LIGHT + 3; i++) {
            fleet.api().delete("crowd@" + i + ".service");
        }
        for (int i = 1; i <= LIGHT + 3; i++) {
            fleet.api().launch("mover@" + i + ".service", "Service.ExecStart=/bin/sleep infinity");
        }
        eventually("all run")
                .untilAsserted(() -> assertThat(fleet.api().active()).hasSize(LIGHT + 3));
        Container.freeze(crowd.subList(0, VANISH));
        eventually("the brake holds").untilAsserted(() -> assertThat(
                        fleet.api().getJson("/v1/brake").path("engaged").asBoolean())
                .isTrue());
        fleet.flotilla("brake release").succeeded();
        eventually("they run on the machines that are left").untilAsserted(() -> assertThat(
                        fleet.api().active())
                .hasSize(LIGHT + 3)
                .allSatisfy((unit, where) -> assertThat(fleet.api().machines()).containsAll(where)));
    }

    private Map<String, String> targets() {
        var targets = new TreeMap<String, String>();
        fleet.api()
                .getJson("/fleet/v1/units")
                .path("units")
                .forEach(unit -> targets.put(
                        unit.path("name").asText(), unit.path("machineID").asText()));
        return targets;
    }
}
