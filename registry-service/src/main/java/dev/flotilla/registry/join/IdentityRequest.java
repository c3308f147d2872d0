package dev.flotilla.registry.join;

import dev.flotilla.model.join.SecretHash;
import java.util.Objects;

/** What a machine wants to be known by. It made the secret part itself, and keeps it. */
public sealed interface IdentityRequest {

    /** A credential that it will present, of which it tells the hash. */
    record OfCredential(SecretHash hash) implements IdentityRequest {
        public OfCredential {
            Objects.requireNonNull(hash, "hash");
        }
    }
}
