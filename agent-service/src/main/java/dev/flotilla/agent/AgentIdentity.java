package dev.flotilla.agent;

import dev.flotilla.client.session.AgentMessage;
import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.util.Map;

/**
 * The machine as it presents itself.
 *
 * @param bootId changes with each boot of the machine
 * @param primaryIp where other machines reach it
 * @param metadata its own, as configured
 * @param endpoint host:port of the agent's gRPC server; empty when it has none
 * @param version the agent's
 */
public record AgentIdentity(
        MachineId machine,
        String bootId,
        String primaryIp,
        Map<String, String> metadata,
        Capacity capacity,
        String endpoint,
        String version) {
    public AgentIdentity {
        metadata = Map.copyOf(metadata);
    }

    AgentMessage.Hello hello(Map<UnitName, UnitHash> held) {
        return new AgentMessage.Hello(machine, bootId, primaryIp, metadata, capacity, endpoint, version, held);
    }
}
