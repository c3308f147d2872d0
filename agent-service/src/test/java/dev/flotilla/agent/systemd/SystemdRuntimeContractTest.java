package dev.flotilla.agent.systemd;

import dev.flotilla.agent.runtime.Runtime;
import dev.flotilla.agent.runtime.RuntimeContract;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The contract on a real systemd. The system tests run it in a machine of its own ({@code behaviour.SystemdRuntimeTest}). */
@EnabledIfEnvironmentVariable(named = RealSystemd.TOLD, matches = RealSystemd.YES)
class SystemdRuntimeContractTest extends RuntimeContract {
    @Override
    protected Runtime open() {
        return RealSystemd.open();
    }
}
