package dev.flotilla.registry.session;

import java.util.concurrent.CompletableFuture;

/** Who gets a session at all. */
@FunctionalInterface
public interface SessionGate {

    /** Lets everybody in. */
    SessionGate OPEN = hello -> CompletableFuture.completedFuture(null);

    /** Fails with {@code Denied} for a machine that is not to have one. On the loop. */
    CompletableFuture<Void> check(Hello hello);
}
