package dev.flotilla.agent.join;

import dev.flotilla.model.join.JoinSecret;
import dev.flotilla.model.join.SecretHash;
import dev.flotilla.model.machine.MachineId;
import java.util.concurrent.CompletableFuture;

/** Who takes machines in: a port, met by the registry's client. */
@FunctionalInterface
public interface Registrar {

    /**
     * Completes when the machine is known by the credential; the same question has the same answer. Fails with
     * {@code Denied} when the token is not good, {@code Conflict} when the id is a live machine's.
     */
    CompletableFuture<?> join(JoinSecret token, MachineId machine, SecretHash credential);
}
