package dev.flotilla.registry.join;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.registry.record.MachineCredential;
import java.time.Instant;

/**
 * Makes what a machine that joins is known by: what a join token buys. Asked again with the same request it says the same, for
 * a machine that did not hear the answer asks again.
 */
@FunctionalInterface
public interface IdentityIssuer {

    /** @param tokenId the token that was good for it */
    MachineCredential issue(MachineId machine, IdentityRequest request, String tokenId, Instant now);

    /** Takes the machine's own credential. */
    static IdentityIssuer ofCredentials() {
        return (machine, request, tokenId, now) -> switch (request) {
            case IdentityRequest.OfCredential(var hash) -> new MachineCredential(machine, hash, tokenId, now, 0);
        };
    }
}
