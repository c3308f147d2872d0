package dev.flotilla.agent.edge;

import dev.flotilla.agent.AgentIdentity;
import dev.flotilla.agent.runtime.Runtime;
import dev.flotilla.agent.runtime.process.ProcessRuntime;
import dev.flotilla.agent.runtime.process.ProcessRuntimeSettings;
import dev.flotilla.agent.runtime.process.unit.MachineIdentity;
import dev.flotilla.agent.systemd.SystemdRuntime;
import dev.flotilla.agent.systemd.SystemdRuntimeSettings;
import dev.flotilla.agent.systemd.edge.DBusSystemd;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/** What runs the units of this machine. */
@Singleton
final class RuntimeProducer {
    @Produces
    @Singleton
    Runtime runtime(AgentConfig config, AgentIdentity identity) {
        return switch (config.runtime()) {
            case PROCESS -> process(config, identity);
            case SYSTEMD -> systemd(config.systemd());
        };
    }

    private static Runtime process(AgentConfig config, AgentIdentity identity) {
        MachineIdentity machine = new MachineIdentity(identity.machine().value(), Optional.of(identity.primaryIp()));
        Path directory = config.dataDir().resolve("runtime");
        Path runDirectory = config.runDir().map(run -> run.resolve("runtime")).orElse(directory);
        return Setting.read(
                "data-dir", () -> ProcessRuntime.open(ProcessRuntimeSettings.of(directory, runDirectory, machine)));
    }

    private static Runtime systemd(AgentConfig.Systemd config) {
        return Setting.read(
                "runtime",
                () -> SystemdRuntime.open(
                        SystemdRuntimeSettings.of(config.unitDir()), new DBusSystemd(config.busAddress())));
    }

    void close(@Disposes Runtime runtime) {
        runtime.close();
    }
}
