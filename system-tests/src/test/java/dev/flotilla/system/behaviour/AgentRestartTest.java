package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import dev.flotilla.system.fleet.Untouched;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Agents come and go under running units. */
@Behaviour("An agent that is killed, restarted or upgraded under running units restarts none of them.")
@Isolated("depends on moments")
class AgentRestartTest {
    private final Fleet fleet = Fleet.shared();

    @BeforeEach
    void empty() {
        fleet.reset();
    }

    @Test
    void killedRestartedAndUpgraded() {
        var before = Untouched.units(fleet, 6);

        // One machine after the other: here they share two cores, on which three JVMs that start at once are late.
        fleet.machines().forEach(machine -> {
            machine.killAgent();
            eventually("systemd has brought the agent back").until(machine::isAgentReady);
        });
        before.assertStill(fleet);

        fleet.machines().forEach(machine -> {
            machine.restartAgent();
            eventually("it is back").until(machine::isAgentReady);
        });
        before.assertStill(fleet);

        // An upgrade: other files, with the cache that is theirs, take the place of the old ones while the agent is
        // down. All on the machine: calls of ours, one after the other, may take a busy box longer than the TTL.
        Machine upgraded = fleet.machine("m1");
        upgraded.shell("cp -a /opt/flotilla/app /opt/flotilla/app.new").succeeded();
        upgraded.shell("""
                        systemctl stop flotilla-agent && mv /opt/flotilla/app /opt/flotilla/app.old \
                        && mv /opt/flotilla/app.new /opt/flotilla/app && systemctl start flotilla-agent
                        """).succeeded();
        eventually("it is back").until(upgraded::isAgentReady);
        before.assertStill(fleet);

        // They are supervised again, not merely left alone.
        String unit = before.processes().get("m1").keySet().iterator().next();
        fleet.flotilla("stop " + unit).succeeded();
        assertThat(upgraded.isActive(unit)).isFalse();
    }
}
