package dev.flotilla.agent.systemd;

import dev.flotilla.agent.systemd.edge.DBusSystemd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The machine's own systemd, for tests that are told that the machine is theirs: they stop and restart parts of it. */
final class RealSystemd {
    /** Set by whoever gives these tests a machine. */
    static final String TOLD = "FLOTILLA_TEST_SYSTEMD";

    static final String YES = "yes";

    /** Not where the machine's agent has its own. */
    static final Path UNITS = Path.of("/run/flotilla-contract/units");

    private RealSystemd() {}

    static SystemdRuntime open() {
        SystemdRuntimeSettings settings =
                new SystemdRuntimeSettings(UNITS, Duration.ofMinutes(1), List.of("journalctl"), List.of("systemctl"));
        return SystemdRuntime.open(settings, new DBusSystemd("unix:path=/run/dbus/system_bus_socket"));
    }
}
