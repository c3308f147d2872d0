package dev.flotilla.gateway.discovery;

import dev.flotilla.client.bootstrap.Discovery;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Where discovery tokens are kept: a port, met by the registry's client at the edge. Nothing here blocks. All fail with
 * {@code NotFound} for a token that is none, or whose time is over.
 */
public interface EtcdTokens {
    CompletableFuture<Discovery> create(int size);

    CompletableFuture<Discovery> get(String token);

    /** {@code Conflict} when the member is registered already. */
    CompletableFuture<Discovery> register(String token, String member, String value);

    /** {@code NotFound} also when there is no such member. */
    CompletableFuture<Discovery> remove(String token, String member);

    /**
     * What is known as soon as a member has registered at or after the index, or what was read before the index is no longer
     * true; else after the patience, or somewhat earlier.
     */
    CompletableFuture<Discovery> await(String token, long from, Duration patience);
}
