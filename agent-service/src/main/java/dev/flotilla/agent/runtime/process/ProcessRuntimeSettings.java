package dev.flotilla.agent.runtime.process;

import dev.flotilla.agent.runtime.process.unit.MachineIdentity;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * @param directory for logs; made when it is not there; of one runtime at a time
 * @param runDirectory for what outlives the agent, but not the machine: unit files, records, and output on its way into the
 *     logs. Many small writes, which are quick in memory (tmpfs) and stall on a busy disk. Made when it is not there
 * @param machine what units are told of the machine
 * @param mostLogBytes of each of the two files of a unit's log, from 4 KiB
 * @param environment the agent's own, for {@code PassEnvironment=}
 * @param dockerSocket {@code docker.service} counts as active when something answers there
 */
public record ProcessRuntimeSettings(
        Path directory,
        Path runDirectory,
        MachineIdentity machine,
        long mostLogBytes,
        Map<String, String> environment,
        Path dockerSocket) {
    public static final long DEFAULT_LOG_BYTES = 4L * 1024 * 1024;
    public static final Path DEFAULT_DOCKER_SOCKET = Path.of("/var/run/docker.sock");

    private static final long LEAST_LOG_BYTES = 4096;

    public ProcessRuntimeSettings {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(dockerSocket, "dockerSocket");
        directory = directory.toAbsolutePath().normalize();
        runDirectory = runDirectory.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
        if (mostLogBytes < LEAST_LOG_BYTES) {
            throw new IllegalArgumentException("a log file of " + mostLogBytes + " bytes is too small");
        }
    }

    /** The defaults, with the environment of this process, everything in one directory. */
    public static ProcessRuntimeSettings of(Path directory, MachineIdentity machine) {
        return of(directory, directory, machine);
    }

    /** The defaults, with the environment of this process. */
    public static ProcessRuntimeSettings of(Path directory, Path runDirectory, MachineIdentity machine) {
        return new ProcessRuntimeSettings(
                directory, runDirectory, machine, DEFAULT_LOG_BYTES, System.getenv(), DEFAULT_DOCKER_SOCKET);
    }
}
