package dev.flotilla.agent;

import dev.flotilla.client.session.AgentMessage;
import dev.flotilla.model.join.Credential;
import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The machine as it presents itself.
 *
 * @param bootId changes with each boot of the machine
 * @param primaryIp where other machines reach it
 * @param metadata its own, as configured
 * @param endpoint host:port of the agent's gRPC server; empty when it has none
 * @param version the agent's
 * @param credential what it joined with; empty when it never did
 */
public record AgentIdentity(
        MachineId machine,
        String bootId,
        String primaryIp,
        Map<String, String> metadata,
        Capacity capacity,
        String endpoint,
        String version,
        Optional<Credential> credential) {
    public AgentIdentity {
        metadata = Map.copyOf(metadata);
        Objects.requireNonNull(credential, "credential");
    }

    /** Of a machine that never joined by a token. */
    public AgentIdentity(
            MachineId machine,
            String bootId,
            String primaryIp,
            Map<String, String> metadata,
            Capacity capacity,
            String endpoint,
            String version) {
        this(machine, bootId, primaryIp, metadata, capacity, endpoint, version, Optional.empty());
    }

    /** The same, with what the machine joined with. */
    public AgentIdentity withCredential(Optional<Credential> joined) {
        return new AgentIdentity(machine, bootId, primaryIp, metadata, capacity, endpoint, version, joined);
    }

    AgentMessage.Hello hello(Map<UnitName, UnitHash> held) {
        return new AgentMessage.Hello(
                machine, bootId, primaryIp, metadata, capacity, endpoint, version, held, credential);
    }
}
