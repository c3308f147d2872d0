package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import dev.flotilla.system.fleet.Untouched;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Somebody sets a machine's date. */
@Behaviour("A machine's clock jumps by an hour, forward and back: nothing happens, and it goes on taking work.")
@Isolated("depends on moments")
class ClockJumpTest {
    /** Longer than the TTL: whoever was to be taken for lost would be by then. */
    private static final Duration QUIET = Duration.ofSeconds(8);

    private final Fleet fleet = Fleet.shared();
    private final Machine machine = fleet.machine("m2");

    @BeforeEach
    void empty() {
        fleet.reset();
    }

    @AfterEach
    void fixClock() {
        machine.fixClock();
    }

    @Test
    void anHourForwardAndBack() {
        machine.freeClock();
        eventually("its agent is back").until(machine::isAgentReady);
        var before = Untouched.units(fleet, 3);
        jump(Duration.ofHours(1), before);
        Instant back = Instant.now();
        jump(Duration.ofHours(-1), before);
        assertThat(hasLoggedAnHourBehind(back))
                .as("the agent did live in another hour")
                .isTrue();
        before.assertStill(fleet);
    }

    private void jump(Duration jump, Untouched before) {
        machine.jumpClock(jump);
        Awaitility.await("nothing happens")
                .during(QUIET)
                .atMost(QUIET.plusSeconds(10))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    assertThat(fleet.api().machines()).contains(machine.id());
                    assertThat(Untouched.of(fleet)).isEqualTo(before);
                });
        String unit = "after" + jump.toHours() + ".service";
        fleet.api().launch(unit, "Service.ExecStart=/bin/sleep infinity", "X-Fleet.MachineID=" + machine.id());
        assertThat(fleet.whereActive(unit)).isEqualTo(machine);
    }

    /** The agent's log lines of the last jump are an hour behind the journal's. */
    private boolean hasLoggedAnHourBehind(Instant jumped) {
        String log = machine.agentLog();
        // The clock may have struck since.
        return Stream.of(jumped, Instant.now()).anyMatch(now -> log.contains(hour(now.minus(Duration.ofHours(1)))));
    }

    private static String hour(Instant time) {
        return time.toString().substring(0, 13).replace('T', ' ');
    }
}
