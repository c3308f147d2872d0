package dev.flotilla.agent.runtime.process;

import dev.flotilla.agent.runtime.Runtime;
import dev.flotilla.agent.runtime.RuntimeContract;
import dev.flotilla.agent.runtime.process.unit.MachineIdentity;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class ProcessRuntimeContractTest extends RuntimeContract {
    @TempDir
    Path directory;

    @Override
    protected Runtime open() {
        var machine = new MachineIdentity("0123456789abcdef0123456789abcdef", Optional.of("127.0.0.1"));
        return ProcessRuntime.open(ProcessRuntimeSettings.of(directory, machine), Clock.systemUTC());
    }
}
