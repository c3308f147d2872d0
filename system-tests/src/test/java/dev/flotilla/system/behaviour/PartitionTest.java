package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.Direction;
import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import dev.flotilla.system.fleet.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A machine that is cut off keeps what it runs; elsewhere it is started too; healed, exactly one copy remains. */
@Behaviour(
        "A cut-off machine (also one way) runs on and is replaced after the TTL; healed, one copy remains; with OnPartition=stop"
                + " there are never two.")
@Isolated("depends on moments")
class PartitionTest {
    private static final Duration TTL = Duration.ofSeconds(6);

    private final Fleet fleet = Fleet.shared();

    @BeforeEach
    void empty() {
        fleet.reset();
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void theCutOffMachineRunsOnAndOneCopyRemainsWhenHealed(Direction direction) {
        fleet.api().launch("kept.service", Timeline.exec("kept-" + direction));
        fleet.api()
                .launch(
                        "single.service",
                        Timeline.exec("single-" + direction),
                        "Service.TimeoutStopSec=1",
                        "X-Flotilla.OnPartition=stop",
                        "X-Fleet.MachineOf=kept.service");
        Machine cut = fleet.whereActive("kept.service");
        assertThat(fleet.whereActive("single.service")).isEqualTo(cut);
        long pid = cut.mainPid("kept.service");

        // The machine reports this unit, so it is heard after now; then nothing more need come from it.
        Instant heardAfter = Instant.now();
        fleet.api()
                .launch(
                        "sign-of-life.service",
                        "Service.ExecStart=/bin/sleep infinity",
                        "X-Fleet.MachineID=" + cut.id());
        fleet.whereActive("sign-of-life.service");

        cut.partition(direction);
        eventually("both run elsewhere").untilAsserted(() -> {
            var active = fleet.api().active();
            assertThat(active.get("kept.service")).hasSize(1).doesNotContain(cut.id());
            assertThat(active.get("single.service")).hasSize(1).doesNotContain(cut.id());
        });
        assertThat(cut.mainPid("kept.service")).isEqualTo(pid);
        assertThat(cut.isActive("single.service")).isFalse();
        Machine now = fleet.whereActive("kept.service");
        long newPid = now.mainPid("kept.service");

        cut.heal();
        eventually("one copy remains").untilAsserted(() -> {
            assertThat(fleet.api().machines()).contains(cut.id());
            assertThat(cut.isActive("kept.service")).isFalse();
        });
        assertThat(fleet.whereActive("kept.service")).isEqualTo(now);
        assertThat(now.mainPid("kept.service")).isEqualTo(newPid);
        Timeline single = Timeline.read(fleet.timelines(), "single-" + direction);
        assertThat(single.overlap())
                .as(() ->
                        "both sides' clocks agree that single never ran twice, but: " + single + "\n" + cut.agentLog())
                .isZero();
        for (Timeline copies : List.of(Timeline.read(fleet.timelines(), "kept-" + direction), single)) {
            assertThat(copies.firstElsewhere(cut.label()))
                    .as("no second copy before the machine was silent for the TTL")
                    .isAfterOrEqualTo(heardAfter.plus(TTL));
        }
    }
}
