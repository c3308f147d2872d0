package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Every command of a unit's life does on the machine's systemd what it says, for one unit and for many. */
@Behaviour("submit, load, start, stop, unload, destroy, restart, cat, status and journal do to systemd what they say.")
@Order(5)
class UnitCommandsTest {
    private static final String HELLO = """
            [Unit]
            Description=Says hello

            [Service]
            ExecStart=/bin/sh -c 'echo hello from %n; exec sleep infinity'
            """;

    /** One after the other takes its time. */
    private static final Duration LONG = Duration.ofMinutes(3);

    private final Fleet fleet = Fleet.shared();

    @BeforeEach
    void empty() {
        fleet.reset();
    }

    @Test
    void theLifeOfOneUnit() {
        String file = fleet.unitFile("hello.service", HELLO);
        fleet.flotilla("submit " + file).succeeded();
        assertThat(fleet.flotilla("cat hello.service").succeeded().out()).isEqualTo(HELLO);
        assertThat(fleet.api().states()).isEmpty();

        fleet.flotilla("load hello").succeeded();
        Machine machine = fleet.machineWithId(target("hello.service"));
        assertThat(machine.property("hello.service", "LoadState")).isEqualTo("loaded");
        assertThat(machine.property("hello.service", "ActiveState")).isEqualTo("inactive");

        fleet.flotilla("start hello").succeeded();
        assertThat(fleet.whereActive("hello.service")).isEqualTo(machine);
        long pid = machine.mainPid("hello.service");
        assertThat(pid).isPositive();
        assertThat(fleet.flotilla("status hello").out())
                .contains("hello.service - Says hello", "Active: active (running)");
        eventually("its words are in the journal").untilAsserted(() -> assertThat(
                        fleet.flotilla("journal -o cat hello").succeeded().out())
                .contains("hello from hello.service"));

        fleet.flotilla("restart hello").succeeded();
        assertThat(fleet.whereActive("hello.service")).isEqualTo(machine);
        assertThat(machine.mainPid("hello.service")).isPositive().isNotEqualTo(pid);

        fleet.flotilla("stop hello").succeeded();
        assertThat(machine.property("hello.service", "ActiveState")).isEqualTo("inactive");
        assertThat(machine.property("hello.service", "LoadState")).isEqualTo("loaded");
        fleet.flotilla("unload hello").succeeded();
        assertThat(machine.property("hello.service", "LoadState")).isEqualTo("not-found");
        fleet.flotilla("destroy hello").succeeded();
        assertThat(fleet.flotilla("cat hello").exit()).isEqualTo(1);
        assertThat(machine.exec("ls", "/run/flotilla/units").out()).isEmpty();
    }

    @Test
    void manyAtOnce() {
        String template = fleet.unitFile("many@.service", HELLO);
        String folder = template.substring(0, template.lastIndexOf('/'));
        var names = IntStream.rangeClosed(1, 12)
                .mapToObj(i -> "many@" + i + ".service")
                .toList();
        String files =
                String.join(" ", names.stream().map(name -> folder + "/" + name).toList());
        String words = String.join(" ", names);

        fleet.flotilla("start " + files).succeeded();
        eventually("all run")
                .untilAsserted(() -> assertThat(fleet.api().active().keySet()).containsAll(names));
        fleet.machines().forEach(machine -> assertThat(machine.activeUnits("many@*"))
                .as("spread over " + machine.label())
                .hasSize(4));
        assertThat(fleet.flotilla("cat " + words).succeeded().out())
                .isEqualTo(names.stream()
                        .map(name -> "# " + name + "\n" + HELLO + "\n")
                        .collect(Collectors.joining()));
        assertThat(fleet.flotilla("status " + words).succeeded().lines())
                .filteredOn(line -> line.contains("Active: active (running)"))
                .hasSize(12);

        var before = fleet.machines().stream()
                .map(machine -> machine.mainPids("many@*"))
                .toList();
        fleet.flotilla(LONG, ("restart " + words).split(" ")).succeeded();
        var after = fleet.machines().stream()
                .map(machine -> machine.mainPids("many@*"))
                .toList();
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i)).containsOnlyKeys(before.get(i).keySet());
            assertThat(after.get(i).values())
                    .as("each was restarted where it was")
                    .doesNotContainAnyElementsOf(before.get(i).values());
        }

        fleet.flotilla("stop " + words).succeeded();
        assertThat(fleet.api().active()).isEmpty();
        fleet.flotilla("unload " + words).succeeded();
        fleet.flotilla("destroy " + words).succeeded();
        eventually("nothing is left")
                .untilAsserted(() -> assertThat(fleet.api().states()).isEmpty());
        fleet.machines().forEach(machine -> assertThat(machine.systemctl("list-unit-files", "many@*", "--no-legend")
                        .out())
                .isEmpty());
    }

    @Test
    void manyAreSubmittedAndLoadedAtOnce() {
        String template = fleet.unitFile("many@.service", HELLO);
        String folder = template.substring(0, template.lastIndexOf('/'));
        var names = IntStream.rangeClosed(1, 6)
                .mapToObj(i -> "many@" + i + ".service")
                .toList();
        fleet.flotilla("submit "
                        + String.join(
                                " ",
                                names.stream().map(name -> folder + "/" + name).toList()))
                .succeeded();
        assertThat(fleet.api().units()).containsExactlyElementsOf(names);
        assertThat(fleet.api().states()).isEmpty();

        fleet.flotilla("load " + String.join(" ", names)).succeeded();
        for (String name : names) {
            Machine machine = fleet.machineWithId(target(name));
            assertThat(machine.property(name, "LoadState")).isEqualTo("loaded");
            assertThat(machine.property(name, "ActiveState")).isEqualTo("inactive");
        }
        fleet.machines().forEach(machine -> assertThat(
                        machine.exec("ls", "/run/flotilla/units").lines())
                .as("spread over " + machine.label())
                .hasSize(2));
    }

    @Test
    void aUnitThatDoesNotLoadIsToldInSystemdsWords() {
        String words = "Unit ill.service has a bad unit file setting.";
        String file = fleet.unitFile("ill.service", """
                [Service]
                Type=oneshot
                Restart=always
                ExecStart=/bin/true
                """);
        fleet.flotilla("start --no-block " + file).succeeded();
        eventually("the event says why").untilAsserted(() -> assertThat(
                        fleet.api().getJson("/v1/events?follow=false&last=50").path("events"))
                .anySatisfy(event -> {
                    assertThat(event.path("type").asText()).isEqualTo("unit-state");
                    assertThat(event.path("unit").asText()).isEqualTo("ill.service");
                    assertThat(event.path("cause").asText()).contains(words);
                    assertThat(event.path("sentence").asText()).contains("bad-setting", words);
                }));
        assertThat(fleet.flotilla("events").succeeded().out()).contains(words);
    }

    @Test
    void aFailedUnitIsStartedAgain() {
        String file = fleet.unitFile("once.service", """
                [Service]
                ExecStart=/bin/sh -c 'test -e /tmp/may-run && exec sleep infinity'
                """);
        fleet.flotilla("start " + file);
        Machine machine = fleet.machineWithId(target("once.service"));
        eventually("it has failed").untilAsserted(() -> assertThat(machine.property("once.service", "ActiveState"))
                .isEqualTo("failed"));
        machine.shell("touch /tmp/may-run").succeeded();
        fleet.flotilla("start once").succeeded();
        assertThat(fleet.whereActive("once.service")).isEqualTo(machine);
    }

    private String target(String unit) {
        return fleet.api().getJson("/fleet/v1/units/" + unit).path("machineID").asText();
    }
}
