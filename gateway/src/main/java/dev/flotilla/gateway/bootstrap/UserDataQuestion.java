package dev.flotilla.gateway.bootstrap;

import dev.flotilla.model.join.JoinSecret;
import java.util.Objects;
import java.util.Optional;

/**
 * What a caller says of the machine that it wants user-data for; all texts as they were sent.
 *
 * @param role {@code worker} or {@code central}
 * @param etcdProxy give a worker etcd under its local address
 * @param etcdMembers {@code NAME=ADDRESS,...}; of these three at most one, for central machines
 * @param joinToken what the machine is to join by
 */
public record UserDataQuestion(
        Optional<String> role,
        Optional<String> metadata,
        Optional<String> hostname,
        Optional<String> address,
        Optional<String> rebootStrategy,
        boolean etcdProxy,
        Optional<String> etcdMembers,
        Optional<String> etcdSrv,
        Optional<String> discovery,
        Optional<JoinSecret> joinToken) {
    public UserDataQuestion {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(joinToken, "joinToken");
    }
}
