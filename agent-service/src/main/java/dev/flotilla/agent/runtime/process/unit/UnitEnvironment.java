package dev.flotilla.agent.runtime.process.unit;

import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.process.host.Host;
import dev.flotilla.agent.runtime.process.job.Jobs;
import dev.flotilla.agent.runtime.process.log.UnitLogs;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What all units of a machine share.
 *
 * @param bootId of the machine
 * @param notifyAddress for {@code NOTIFY_SOCKET}
 * @param agentEnvironment for {@code PassEnvironment=}
 * @param invocations new, unique invocation ids: 32 hex digits
 * @param changed hears of every change of a unit
 */
public record UnitEnvironment(
        Host host,
        Jobs jobs,
        UnitLogs logs,
        UnitStore store,
        MachineIdentity machine,
        String bootId,
        String notifyAddress,
        Map<String, String> agentEnvironment,
        Supplier<String> invocations,
        Consumer<RuntimeUnit> changed) {
    public UnitEnvironment {
        agentEnvironment = Map.copyOf(agentEnvironment);
    }

    CommandBuilder commands() {
        return new CommandBuilder(host, machine, agentEnvironment);
    }
}
