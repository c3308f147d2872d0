package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A machine that shuts down in good order hands its units over at once; one that reboots comes back with what is its own. */
@Behaviour(
        "A machine that shuts down hands its units over before the TTL; a rebooted one runs what it should, and only that.")
@Isolated("depends on moments")
class CleanShutdownTest {
    private static final String SLEEP = "Service.ExecStart=/bin/sleep infinity";

    private final Fleet fleet = Fleet.shared();

    @BeforeEach
    void empty() {
        fleet.reset();
    }

    @Test
    void unitsMoveAtOnce() {
        fleet.api().launch("roamer.service", SLEEP);
        Machine leaving = fleet.whereActive("roamer.service");
        long before = fleet.api().getJson("/v1/machines").path("revision").asLong();
        Duration asked = Duration.ofNanos(System.nanoTime());
        var off = CompletableFuture.runAsync(leaving::shutdown);
        eventually("it runs elsewhere")
                .untilAsserted(() -> assertThat(fleet.api().active().getOrDefault("roamer.service", List.of()))
                        .hasSize(1)
                        .doesNotContain(leaving.id()));
        // The TTL is 6 s: what starts elsewhere within 5 s did not wait for it.
        assertThat(fleet.whereActive("roamer.service")
                        .activeSince("roamer.service")
                        .minus(asked))
                .isLessThan(Duration.ofSeconds(5));
        eventually("it is told why").untilAsserted(() -> assertThat(whyLost(leaving, before))
                .startsWith("it left: the machine is shutting down"));
        off.join();
        leaving.start();
        eventually("it is back")
                .untilAsserted(() -> assertThat(fleet.api().machines()).contains(leaving.id()));
        assertThat(fleet.whereActive("roamer.service")).isNotEqualTo(leaving);
        assertThat(leaving.activeUnits("roamer.service")).isEmpty();
    }

    private List<String> whyLost(Machine machine, long since) {
        return StreamSupport.stream(
                        fleet.api()
                                .getJson("/v1/events?follow=false&since=" + since)
                                .path("events")
                                .spliterator(),
                        false)
                .filter(event -> event.path("type").asText().equals("machine-lost"))
                .filter(event -> event.path("machine").asText().equals(machine.id()))
                .map(event -> event.path("cause").asText())
                .toList();
    }

    @Test
    void aMachineThatLostItsPowerRunsWhatItShould() {
        Machine machine = fleet.machine("m2");
        launchItsOwn(machine);
        machine.kill();
        machine.start();
        awaitItsOwn(machine);
    }

    @Test
    void aRebootedMachineRunsWhatItShouldAndNothingThatHasMovedAway() {
        fleet.api().launch("roamer.service", SLEEP);
        Machine machine = fleet.whereActive("roamer.service");
        launchItsOwn(machine);
        machine.reboot();
        awaitItsOwn(machine);
        Machine refuge = fleet.whereActive("roamer.service");
        assertThat(refuge).isNotEqualTo(machine);
        assertThat(refuge.isActive("roamer.service")).isTrue();
        eventually("it has nothing of it").untilAsserted(() -> {
            assertThat(machine.activeUnits("roamer.service")).isEmpty();
            assertThat(machine.property("roamer.service", "LoadState")).isEqualTo("not-found");
        });
    }

    private void launchItsOwn(Machine machine) {
        fleet.api().launch("pinned.service", SLEEP, "X-Fleet.MachineID=" + machine.id());
        fleet.api().launch("everywhere.service", SLEEP, "X-Fleet.Global=true");
        assertThat(fleet.whereActive("pinned.service")).isEqualTo(machine);
        eventually("it runs what every machine runs").until(() -> machine.isActive("everywhere.service"));
    }

    private void awaitItsOwn(Machine machine) {
        eventually("it runs again what is its own")
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(machine.isRunning()
                                && machine.isActive("pinned.service")
                                && machine.isActive("everywhere.service"))
                        .isTrue());
        assertThat(fleet.whereActive("pinned.service")).isEqualTo(machine);
    }
}
