package dev.flotilla.agent.systemd;

import dev.flotilla.agent.runtime.Runtime;
import dev.flotilla.agent.runtime.RuntimeContract;
import dev.flotilla.agent.systemd.edge.DBusSystemd;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The contract on the machine's own systemd, which is why it runs where it is told to only: in a machine of its own. */
@EnabledIfEnvironmentVariable(named = "FLOTILLA_TEST_SYSTEMD", matches = "yes")
class SystemdRuntimeContractTest extends RuntimeContract {
    @Override
    protected Runtime open() {
        return SystemdRuntime.open(
                SystemdRuntimeSettings.of(Path.of("/run/flotilla/units")),
                new DBusSystemd("unix:path=/run/dbus/system_bus_socket"));
    }
}
