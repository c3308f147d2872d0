package dev.flotilla.agent.join;

import dev.flotilla.model.join.Credential;
import java.util.Objects;

/**
 * What the machine keeps.
 *
 * @param credential what it proves itself with
 * @param tokenId the join token it was bought with, or is to be
 * @param joined whether the registry has said yes; it may also have said so to nobody
 */
public record Membership(Credential credential, String tokenId, boolean joined) {
    public Membership {
        Objects.requireNonNull(credential, "credential");
        Objects.requireNonNull(tokenId, "tokenId");
    }

    Membership confirmed() {
        return new Membership(credential, tokenId, true);
    }
}
