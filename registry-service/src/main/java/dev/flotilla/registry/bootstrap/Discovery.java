package dev.flotilla.registry.bootstrap;

import dev.flotilla.registry.record.DiscoveryToken;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A token and who has registered, at one revision. The registrations are the token's whole history: one never changes, and a
 * removal makes everything older than it void.
 *
 * @param members in the order of their registration
 * @param index the revision it was read at
 * @param createdIndex the revision at which the token was made
 * @param tokenIndex the revision of the token's last write: its creation, or the last removal of a member
 */
public record Discovery(
        DiscoveryToken token, List<Registration> members, long index, long createdIndex, long tokenIndex) {
    public Discovery {
        Objects.requireNonNull(token, "token");
        members = List.copyOf(members);
    }

    public Optional<Registration> member(String id) {
        return members.stream()
                .filter(registration -> registration.member().equals(id))
                .findFirst();
    }

    /** Who read before this revision knows a member that is gone; 0 when none ever went. */
    public long relistBefore() {
        return tokenIndex > createdIndex ? tokenIndex : 0;
    }

    /** Whether there is something to tell to somebody who has seen all before this revision. */
    boolean isNewsFrom(long from) {
        return from <= relistBefore() || members.stream().anyMatch(registration -> registration.createdIndex() >= from);
    }
}
