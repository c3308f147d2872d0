package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.FAILOVER;
import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A machine that is killed loses its units to the others within the TTL and 2 s, and runs none twice when it returns. */
@Behaviour("A killed machine's units run elsewhere within TTL + 2 s; when it returns it runs none of them twice.")
@Isolated("depends on moments")
class LostMachineTest {
    private final Fleet fleet = Fleet.shared();

    @BeforeEach
    void empty() {
        fleet.reset();
    }

    @Test
    void unitsOfAKilledMachineRunElsewhereAndItReturnsEmptyHanded() {
        for (int i = 1; i <= 3; i++) {
            fleet.api()
                    .launch(
                            "apache@" + i + ".service",
                            "Service.ExecStart=/bin/sleep infinity",
                            "X-Fleet.Conflicts=apache@*.service");
        }
        Machine lost = fleet.whereActive("apache@1.service");
        fleet.api().delete("apache@2.service");
        eventually("a free machine")
                .untilAsserted(() -> assertThat(fleet.api().active()).doesNotContainKey("apache@2.service"));

        lost.kill();
        Duration dead = Duration.ofNanos(System.nanoTime());
        eventually("apache@1 runs elsewhere")
                .untilAsserted(() -> assertThat(fleet.api().active().get("apache@1.service"))
                        .hasSize(1)
                        .doesNotContain(lost.id()));
        Machine now = fleet.whereActive("apache@1.service");
        // By its own start: when that is seen is another matter.
        assertThat(now.activeSince("apache@1.service").minus(dead)).isLessThan(FAILOVER);

        lost.start();
        eventually("it is there again")
                .untilAsserted(() -> assertThat(fleet.api().machines()).contains(lost.id()));
        fleet.api()
                .launch(
                        "apache@2.service",
                        "Service.ExecStart=/bin/sleep infinity",
                        "X-Fleet.Conflicts=apache@*.service");
        assertThat(fleet.whereActive("apache@2.service")).isEqualTo(lost);
        assertThat(fleet.whereActive("apache@1.service")).isEqualTo(now);
        // systemd's own view, on the machine itself: what has moved is not there any more, not even its file.
        eventually("it has nothing of it").untilAsserted(() -> {
            assertThat(lost.activeUnits("apache@*")).containsExactly("apache@2.service");
            assertThat(lost.property("apache@1.service", "LoadState")).isEqualTo("not-found");
        });
        assertThat(now.isActive("apache@1.service")).isTrue();
    }
}
