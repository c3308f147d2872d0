package dev.flotilla.client.bootstrap;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A discovery token of etcd and the members that have registered with it, at one revision.
 *
 * @param token 32 hex digits
 * @param size how many members make the cluster
 * @param members in the order of their registration
 * @param index the revision it was read at
 * @param createdIndex the revision at which the token was made
 * @param relistBefore who read before this revision knows a member that is gone; 0: none ever went
 */
public record Discovery(
        String token,
        int size,
        Instant expires,
        List<Member> members,
        long index,
        long createdIndex,
        long relistBefore) {
    public Discovery {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(expires, "expires");
        members = List.copyOf(members);
    }

    /**
     * A registered member.
     *
     * @param id in hex
     * @param value {@code name=peerURL}, several separated by commas
     * @param createdIndex the revision of its registration
     */
    public record Member(String id, String value, long createdIndex) {
        public Member {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(value, "value");
        }
    }
}
