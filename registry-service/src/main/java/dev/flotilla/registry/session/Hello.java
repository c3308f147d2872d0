package dev.flotilla.registry.session;

import dev.flotilla.model.join.Credential;
import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How an agent introduces its machine.
 *
 * @param bootId tells this boot of the machine from others, and from another machine with the same id; not empty
 * @param agentEndpoint host:port of the agent's own server; empty when it has none
 * @param agentVersion the agent's, at most 64 characters; empty when it does not say
 * @param held the assignments the agent has: unit files of these hashes need not be sent
 * @param credential what the machine joined with; empty when it never did
 */
public record Hello(
        MachineId machine,
        String bootId,
        String primaryIp,
        Map<String, String> metadata,
        Capacity capacity,
        String agentEndpoint,
        String agentVersion,
        Map<UnitName, UnitHash> held,
        Optional<Credential> credential) {
    private static final int LONGEST_VERSION = 64;

    public Hello {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(bootId, "bootId");
        Objects.requireNonNull(primaryIp, "primaryIp");
        metadata = Map.copyOf(metadata);
        Objects.requireNonNull(capacity, "capacity");
        Objects.requireNonNull(agentEndpoint, "agentEndpoint");
        Objects.requireNonNull(agentVersion, "agentVersion");
        held = Map.copyOf(held);
        Objects.requireNonNull(credential, "credential");
        if (bootId.isBlank()) {
            throw new IllegalArgumentException("boot_id is missing");
        }
        if (agentVersion.length() > LONGEST_VERSION) {
            throw new IllegalArgumentException("agent_version is longer than " + LONGEST_VERSION + " characters");
        }
    }

    /** Of a machine that never joined by a token. */
    public Hello(
            MachineId machine,
            String bootId,
            String primaryIp,
            Map<String, String> metadata,
            Capacity capacity,
            String agentEndpoint,
            String agentVersion,
            Map<UnitName, UnitHash> held) {
        this(machine, bootId, primaryIp, metadata, capacity, agentEndpoint, agentVersion, held, Optional.empty());
    }
}
