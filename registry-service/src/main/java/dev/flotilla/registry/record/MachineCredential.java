package dev.flotilla.registry.record;

import dev.flotilla.model.join.SecretHash;
import dev.flotilla.model.machine.MachineId;
import java.time.Instant;
import java.util.Objects;

/**
 * What a machine that joined proves itself with.
 *
 * @param tokenId the join token it was bought with
 * @param revision of its record; 0 while it has none
 */
public record MachineCredential(MachineId machine, SecretHash secret, String tokenId, Instant issued, long revision) {
    public MachineCredential {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(secret, "secret");
        Objects.requireNonNull(tokenId, "tokenId");
        Objects.requireNonNull(issued, "issued");
    }
}
