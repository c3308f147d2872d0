package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import dev.flotilla.system.fleet.Untouched;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Two hosts made from one disk image have one machine id. */
@Behaviour(
        "A second host with the machine id of a first is refused, events and both sides' logs say why; the first keeps working.")
@Isolated("depends on moments")
class DuplicateMachineIdTest {
    private final Fleet fleet = Fleet.shared();

    @BeforeEach
    void empty() {
        fleet.reset();
    }

    @AfterEach
    void removeTheDouble() {
        fleet.remove(fleet.machine("m9"));
    }

    @Test
    void theSecondIsRefusedAndTheFirstKeepsWorking() {
        var before = Untouched.units(fleet, 3);
        Machine first = fleet.machine("m1");
        Machine second = fleet.boot("m9", first.id(), Map.of());
        eventually("the second is told")
                .untilAsserted(() -> assertThat(second.agentLog()).contains("duplicate machine id"));
        assertThat(fleet.registries().stream().map(registry -> registry.log(200)))
                .as("the operator is told which host it is")
                .anyMatch(log -> log.contains("duplicate machine id " + first.id() + " from " + second.address()));
        assertThat(fleet.flotilla("events --last=100").out())
                .contains(first.address() + " is not the only one with its id: " + second.address() + " has it too");
        assertThat(fleet.api().getJson("/v1/machines/" + first.id()).toString()).contains(first.address());

        fleet.api().launch("more.service", "Service.ExecStart=/bin/sleep infinity", "X-Fleet.MachineID=" + first.id());
        eventually("the first takes work")
                .untilAsserted(() -> assertThat(first.isActive("more.service")).isTrue());
        assertThat(second.isActive("more.service")).isFalse();
        fleet.api().delete("more.service");
        eventually("it is gone")
                .untilAsserted(() -> assertThat(first.isActive("more.service")).isFalse());
        assertThat(Untouched.of(fleet).processes().get("m1"))
                .isEqualTo(before.processes().get("m1"));
    }
}
