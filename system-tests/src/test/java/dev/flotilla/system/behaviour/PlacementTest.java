package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Where units go: pairs, conflicts, replacements, one machine by its id. */
@Behaviour("MachineOf, Conflicts, Replaces and MachineID decide where units run, and hold when units come and go.")
@Order(5)
class PlacementTest {
    private static final String SLEEP = "Service.ExecStart=/bin/sleep infinity";

    private final Fleet fleet = Fleet.shared();

    @BeforeEach
    void empty() {
        fleet.reset();
    }

    @Test
    void threePairsLandTogetherAndMigrateTogether() {
        for (int i = 1; i <= 3; i++) {
            fleet.api().launch("ping@" + i + ".service", SLEEP, "X-Fleet.Conflicts=ping@*.service");
            fleet.api().launch("pong@" + i + ".service", SLEEP, "X-Fleet.MachineOf=ping@" + i + ".service");
        }
        for (int i = 1; i <= 3; i++) {
            assertThat(fleet.whereActive("pong@" + i + ".service"))
                    .isEqualTo(fleet.whereActive("ping@" + i + ".service"));
        }
        // Room for the pair that has to move.
        fleet.api().delete("pong@3.service");
        fleet.api().delete("ping@3.service");
        Machine left = fleet.whereActive("ping@1.service");
        eventually("ping@3 is gone")
                .untilAsserted(() -> assertThat(fleet.api().active()).hasSize(4));
        left.stopAgent();
        eventually("the pair has moved").untilAsserted(() -> {
            var active = fleet.api().active();
            assertThat(active.get("ping@1.service")).hasSize(1).doesNotContain(left.id());
            assertThat(active.get("pong@1.service")).isEqualTo(active.get("ping@1.service"));
        });
        left.startAgent();
        eventually("the old copies are stopped")
                .untilAsserted(() -> assertThat(left.activeUnits("p?ng@*")).isEmpty());
    }

    @Test
    void threePairsOfAMachineThatIsShutDownMigrateTogether() {
        Machine leaving = fleet.machine("m1");
        List<Machine> others = List.of(fleet.machine("m2"), fleet.machine("m3"));
        try {
            // Nowhere else to go, until all of them are there.
            fleet.api().metadata("add", leaving.id(), "pairs", "welcome");
            for (int i = 1; i <= 3; i++) {
                fleet.api().launch("ping@" + i + ".service", SLEEP, "X-Fleet.MachineMetadata=pairs=welcome");
                fleet.api().launch("pong@" + i + ".service", SLEEP, "X-Fleet.MachineOf=ping@" + i + ".service");
            }
            eventually("all pairs are on one machine").untilAsserted(() -> assertThat(leaving.activeUnits("p?ng@*"))
                    .hasSize(6));
            others.forEach(machine -> fleet.api().metadata("add", machine.id(), "pairs", "welcome"));

            leaving.shutdown();
            eventually("every pair has moved, and is one still").untilAsserted(() -> {
                var active = fleet.api().active();
                for (int i = 1; i <= 3; i++) {
                    assertThat(active.getOrDefault("ping@" + i + ".service", List.of()))
                            .hasSize(1)
                            .doesNotContain(leaving.id());
                    assertThat(active.get("pong@" + i + ".service")).isEqualTo(active.get("ping@" + i + ".service"));
                }
            });
            others.forEach(machine -> assertThat(machine.activeUnits("pong@*"))
                    .isEqualTo(machine.activeUnits("ping@*").stream()
                            .map(ping -> ping.replace("ping", "pong"))
                            .toList()));

            leaving.start();
            eventually("it is back")
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(fleet.api().machines()).contains(leaving.id()));
            assertThat(leaving.activeUnits("p?ng@*")).isEmpty();
        } finally {
            fleet.machines().forEach(machine -> fleet.api().metadata("remove", machine.id(), "pairs", ""));
        }
    }

    @Test
    void ofFiveThatConflictThreeRunOnThreeMachines() {
        IntStream.rangeClosed(1, 5)
                .forEach(i -> fleet.api().launch("web@" + i + ".service", SLEEP, "X-Fleet.Conflicts=web@*.service"));
        eventually("three run")
                .untilAsserted(() -> assertThat(fleet.api().active()).hasSize(3));
        fleet.machines()
                .forEach(machine -> assertThat(machine.activeUnits("web@*")).hasSize(1));
        String one = fleet.api().active().keySet().iterator().next();
        fleet.api().delete(one);
        eventually("another takes the place")
                .untilAsserted(() -> assertThat(fleet.api().active()).hasSize(3).doesNotContainKey(one));
    }

    @Test
    void aConflictThatOnlyOneSideNamesWaitsUntilTheOtherIsDestroyed() {
        String here = "X-Fleet.MachineMetadata=host=service_01";
        fleet.api().launch("first.service", SLEEP, here);
        fleet.whereActive("first.service");
        fleet.api().launch("second.service", SLEEP, here, "X-Fleet.Conflicts=first.service");
        eventually("the reason is told")
                .untilAsserted(
                        () -> assertThat(fleet.flotilla("explain second").out()).contains("first.service"));
        assertThat(fleet.api().active()).containsOnlyKeys("first.service");
        fleet.api().delete("first.service");
        assertThat(fleet.whereActive("second.service").label()).isEqualTo("m1");
    }

    @Test
    void replacesMovesTheOtherAwayAndACircleHarmsNobody() {
        fleet.api().launch("old.service", SLEEP);
        Machine before = fleet.whereActive("old.service");
        fleet.api().launch("new.service", SLEEP, "X-Fleet.Replaces=old.service");
        eventually("each on a machine of its own").untilAsserted(() -> {
            var active = fleet.api().active();
            assertThat(active.get("new.service")).containsExactly(before.id());
            assertThat(active.get("old.service")).hasSize(1).doesNotContain(before.id());
        });
        assertThat(before.activeUnits("old.service")).isEmpty();

        fleet.api().launch("yin.service", SLEEP, "X-Fleet.Replaces=yang.service");
        fleet.api().launch("yang.service", SLEEP, "X-Fleet.Replaces=yin.service");
        fleet.api().launch("bystander.service", SLEEP);
        fleet.whereActive("bystander.service");
        assertThat(fleet.whereActive("new.service")).isEqualTo(before);
        // Neither gives way to the other: both run, as if nothing had been said.
        fleet.whereActive("yin.service");
        fleet.whereActive("yang.service");
        var circle = mainPids("y*n*.service");
        assertThat(circle.values().stream().flatMap(units -> units.keySet().stream()))
                .containsExactlyInAnyOrder("yin.service", "yang.service");
        eventually("nobody in the circle moves or is restarted")
                .during(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(mainPids("y*n*.service")).isEqualTo(circle));
    }

    /** By machine, then by unit. */
    private Map<String, Map<String, Long>> mainPids(String pattern) {
        var pids = new TreeMap<String, Map<String, Long>>();
        fleet.machines().forEach(machine -> pids.put(machine.label(), machine.mainPids(pattern)));
        return pids;
    }

    @Test
    void machineIdPins() {
        Machine third = fleet.machine("m3");
        fleet.api().launch("pinned.service", SLEEP, "X-Fleet.MachineID=" + third.id());
        assertThat(fleet.whereActive("pinned.service")).isEqualTo(third);
    }
}
