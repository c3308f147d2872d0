package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import dev.flotilla.system.fleet.Untouched;
import java.time.Duration;
import java.time.Instant;
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
        for (Duration jump : new Duration[] {Duration.ofHours(1), Duration.ofHours(-1)}) {
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
        assertThat(agentsYear()).as("the agent did live in another hour").isTrue();
        before.assertStill(fleet);
    }

    /** The agent's log lines of the last jump are an hour behind the journal's. */
    private boolean agentsYear() {
        String hourAgo = Instant.now()
                .minus(Duration.ofHours(1))
                .toString()
                .substring(0, 13)
                .replace('T', ' ');
        return machine.agentLog().contains(hourAgo);
    }
}
