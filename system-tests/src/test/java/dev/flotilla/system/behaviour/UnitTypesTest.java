package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Not only services: a timer, a socket and a path activate theirs, and {@code [Install]} is honoured. */
@Behaviour("A timer, a socket and a path unit activate their loaded services; [Install] sections are enabled.")
@Order(5)
class UnitTypesTest {
    private final Fleet fleet = Fleet.shared();

    @BeforeEach
    void empty() {
        fleet.reset();
    }

    @Test
    void aTimerActivatesItsService() {
        load("tick.service", "[Service]\nExecStart=/bin/sleep infinity\n[X-Fleet]\nMachineOf=tick.timer\n");
        Machine machine = start("tick.timer", "[Timer]\nOnActiveSec=1s\nAccuracySec=100ms\n");
        // Loaded is all that was asked of it: what systemd starts by itself is not stopped.
        eventually("the timer has elapsed").untilAsserted(() -> {
            assertThat(machine.isActive("tick.service")).isTrue();
            assertThat(fleet.api()
                            .getJson("/fleet/v1/units/tick.service")
                            .path("currentState")
                            .asText())
                    .isIn("loaded", "launched");
        });
    }

    @Test
    void aSocketActivatesItsService() {
        load("echo.service", """
                [Service]
                ExecStart=/bin/sleep infinity
                [X-Fleet]
                MachineOf=echo.socket
                """);
        Machine machine = start("echo.socket", "[Socket]\nListenStream=7007\n");
        assertThat(machine.isActive("echo.service")).isFalse();
        machine.shell("timeout 2 socat -u OPEN:/etc/hostname TCP:127.0.0.1:7007");
        eventually("the socket was connected to").untilAsserted(() -> assertThat(machine.isActive("echo.service"))
                .isTrue());
    }

    @Test
    void aPathActivatesItsService() {
        load("spool.service", "[Service]\nExecStart=/bin/sleep infinity\n[X-Fleet]\nMachineOf=spool.path\n");
        Machine machine = start("spool.path", "[Path]\nPathExists=/tmp/spool/go\nMakeDirectory=yes\n");
        assertThat(machine.isActive("spool.service")).isFalse();
        machine.shell("mkdir -p /tmp/spool && touch /tmp/spool/go").succeeded();
        eventually("the path is there").untilAsserted(() -> assertThat(machine.isActive("spool.service"))
                .isTrue());
    }

    @Test
    void anInstallSectionIsEnabledAndDisabledAgain() {
        Machine machine = start(
                "installed.service",
                "[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n");
        assertThat(machine.systemctl("is-enabled", "installed.service").out().strip())
                .isEqualTo("enabled-runtime");
        String wanted = "/run/systemd/system/multi-user.target.wants/installed.service";
        assertThat(machine.exec("test", "-e", wanted).ok()).isTrue();
        fleet.flotilla("destroy installed").succeeded();
        eventually("its links are gone")
                .until(() -> !machine.exec("test", "-L", wanted).ok());
    }

    /** What runs can be stopped, whatever systemd thinks of what is to run next. */
    @Test
    void anInstallSectionThatIsRefusedLeavesWhatRunsAlone() {
        String runs = "[Service]\nExecStart=/bin/sleep infinity\n[Install]\n";
        Machine machine = start("kept.service", runs + "WantedBy=multi-user.target\n");
        long pid = machine.mainPid("kept.service");

        fleet.flotilla("start --replace --no-block " + fleet.unitFile("kept.service", runs + "Alias=kept.timer\n"))
                .succeeded();
        eventually("systemd's words are its load state")
                .untilAsserted(() -> assertThat(fleet.flotilla("list-units --no-legend --fields=unit,load,active,sub")
                                .lines())
                        .containsExactly("kept.service\terror\tactive\trunning"));
        assertThat(machine.mainPid("kept.service")).isEqualTo(pid);
        assertThat(machine.systemctl("is-enabled", "kept.service").out().strip())
                .isEqualTo("enabled-runtime");

        fleet.flotilla("stop kept").succeeded();
        eventually("it has stopped").untilAsserted(() -> assertThat(machine.property("kept.service", "ActiveState"))
                .isEqualTo("inactive"));
    }

    @Test
    void listsAreInOrder() {
        for (String name : new String[] {"b.service", "a.timer", "a.service", "c.socket"}) {
            fleet.flotilla("submit "
                            + fleet.unitFile(
                                    name,
                                    name.endsWith("timer")
                                            ? "[Timer]\nOnActiveSec=1h\n"
                                            : name.endsWith("socket")
                                                    ? "[Socket]\nListenStream=7008\n"
                                                    : "[Service]\nExecStart=/bin/true\n"))
                    .succeeded();
        }
        assertThat(fleet.flotilla("list-unit-files --no-legend --fields=unit").lines())
                .containsExactly("a.service", "a.timer", "b.service", "c.socket");

        // Of a unit that is on several machines, by machine.
        fleet.api().launch("d.service", "Service.ExecStart=/bin/sleep infinity", "X-Fleet.Global=true");
        fleet.flotilla("load --no-block c.socket b.service a.timer a.service").succeeded();
        List<String> machines =
                fleet.machines().stream().map(Machine::id).sorted().toList();
        eventually("machines report all of them").untilAsserted(() -> {
            var units = fleet.flotilla("list-units --no-legend --full --fields=unit,machine").lines().stream()
                    .map(line -> line.split("[\\s/]+"))
                    .toList();
            assertThat(units.stream().map(unit -> unit[0]))
                    .containsExactly(
                            "a.service", "a.timer", "b.service", "c.socket", "d.service", "d.service", "d.service");
            assertThat(units.stream()
                            .filter(unit -> unit[0].equals("d.service"))
                            .map(unit -> unit[1]))
                    .containsExactlyElementsOf(machines);
        });
        assertThat(fleet.flotilla("list-machines --no-legend --full --fields=machine")
                        .lines())
                .containsExactlyElementsOf(machines);
    }

    private void load(String name, String content) {
        fleet.flotilla("submit " + fleet.unitFile(name, content)).succeeded();
        fleet.flotilla("load --no-block " + name).succeeded();
    }

    private Machine start(String name, String content) {
        fleet.flotilla("start " + fleet.unitFile(name, content)).succeeded();
        return fleet.whereActive(name);
    }
}
