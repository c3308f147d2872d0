package dev.flotilla.model.machine;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A machine as the cluster knows it.
 *
 * @param primaryIp the address other machines reach it at; may be empty
 * @param metadata its own, as its agent was configured
 * @param dynamicMetadata set at run time; wins over its own
 * @param sessionId the live session; changes with each connection of the agent
 * @param replicaId the registry replica that holds the session
 * @param agentEndpoint host:port of the agent's own server; empty when it has none
 * @param agentVersion the agent's; empty when it did not say
 * @param bootId changes with each boot
 * @param since when the status last changed
 * @param duplicateAddress of the host that was refused last because it has this machine's id; empty when there was none since
 *     this one booted
 * @param left it said goodbye, so it is lost and nobody expects it back; until it returns
 * @param revision the store's revision of its record; 0 when it is not stored yet
 * @param effectiveMetadata what constraints are judged by; computed, whatever is passed for it
 */
public record Machine(
        MachineId id,
        String primaryIp,
        Map<String, String> metadata,
        Map<String, String> dynamicMetadata,
        Capacity capacity,
        MachineStatus status,
        String sessionId,
        String replicaId,
        String agentEndpoint,
        String agentVersion,
        String bootId,
        Instant since,
        String duplicateAddress,
        boolean left,
        long revision,
        Map<String, String> effectiveMetadata) {
    public Machine {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(primaryIp, "primaryIp");
        Objects.requireNonNull(capacity, "capacity");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(sessionId, "sessionId");
        Objects.requireNonNull(replicaId, "replicaId");
        Objects.requireNonNull(agentEndpoint, "agentEndpoint");
        Objects.requireNonNull(agentVersion, "agentVersion");
        Objects.requireNonNull(bootId, "bootId");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(duplicateAddress, "duplicateAddress");
        metadata = Map.copyOf(metadata);
        dynamicMetadata = Map.copyOf(dynamicMetadata);
        effectiveMetadata = merged(metadata, dynamicMetadata);
    }

    /** Everything but what is computed. */
    public Machine(
            MachineId id,
            String primaryIp,
            Map<String, String> metadata,
            Map<String, String> dynamicMetadata,
            Capacity capacity,
            MachineStatus status,
            String sessionId,
            String replicaId,
            String agentEndpoint,
            String agentVersion,
            String bootId,
            Instant since,
            String duplicateAddress,
            boolean left,
            long revision) {
        this(
                id,
                primaryIp,
                metadata,
                dynamicMetadata,
                capacity,
                status,
                sessionId,
                replicaId,
                agentEndpoint,
                agentVersion,
                bootId,
                since,
                duplicateAddress,
                left,
                revision,
                Map.of());
    }

    /** A machine whose id nobody else claims, with an agent that does not say its version. */
    public Machine(
            MachineId id,
            String primaryIp,
            Map<String, String> metadata,
            Map<String, String> dynamicMetadata,
            Capacity capacity,
            MachineStatus status,
            String sessionId,
            String replicaId,
            String agentEndpoint,
            String bootId,
            Instant since,
            long revision) {
        this(
                id,
                primaryIp,
                metadata,
                dynamicMetadata,
                capacity,
                status,
                sessionId,
                replicaId,
                agentEndpoint,
                "",
                bootId,
                since,
                "",
                false,
                revision);
    }

    /** Whether new units may be placed on it: it is neither draining nor lost. */
    public boolean isOnline() {
        return status == MachineStatus.ONLINE;
    }

    /** The same machine in another status since then. */
    public Machine withStatus(MachineStatus newStatus, Instant now) {
        return with(newStatus, now, dynamicMetadata, duplicateAddress);
    }

    /** The same machine with other dynamic metadata. */
    public Machine withDynamicMetadata(Map<String, String> newDynamicMetadata) {
        return with(status, since, newDynamicMetadata, duplicateAddress);
    }

    /** The same machine, whose id a host at that address has too. */
    public Machine withDuplicate(String address) {
        return with(status, since, dynamicMetadata, address);
    }

    /** The same machine, whose session is over; nobody else has its id any more. */
    public Machine lost(Instant now) {
        return gone(now, false);
    }

    /** The same machine, which said goodbye: as {@link #lost}, but on purpose. */
    public Machine left(Instant now) {
        return gone(now, true);
    }

    private Machine gone(Instant now, boolean onPurpose) {
        return new Machine(
                id,
                primaryIp,
                metadata,
                dynamicMetadata,
                capacity,
                MachineStatus.LOST,
                "",
                "",
                agentEndpoint,
                agentVersion,
                bootId,
                now,
                "",
                onPurpose,
                revision);
    }

    private Machine with(
            MachineStatus otherStatus, Instant otherSince, Map<String, String> otherMetadata, String otherDuplicate) {
        return new Machine(
                id,
                primaryIp,
                metadata,
                otherMetadata,
                capacity,
                otherStatus,
                sessionId,
                replicaId,
                agentEndpoint,
                agentVersion,
                bootId,
                otherSince,
                otherDuplicate,
                left && otherStatus == MachineStatus.LOST,
                revision);
    }

    private static Map<String, String> merged(Map<String, String> own, Map<String, String> dynamic) {
        if (dynamic.isEmpty()) {
            return own;
        }
        Map<String, String> merged = new HashMap<>(own);
        merged.putAll(dynamic);
        return Map.copyOf(merged);
    }
}
