package dev.flotilla.agent.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LocalMachineTest {
    /** The kernel's, not this process's: an agent that comes after this one goes by it. */
    @Test
    void theMachineIsUpForLongerThanThisProcess() {
        Duration process = Duration.ofMillis(
                java.lang.management.ManagementFactory.getRuntimeMXBean().getUptime());

        assertThat(LocalMachine.uptime()).hasValueSatisfying(machine -> assertThat(machine.plusMillis(100))
                .isGreaterThan(process));
    }
}
