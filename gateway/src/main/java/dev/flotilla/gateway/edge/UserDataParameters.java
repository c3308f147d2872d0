package dev.flotilla.gateway.edge;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.QueryParam;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The parameters of all forms of user-data. */
public class UserDataParameters {
    @QueryParam("role")
    @Parameter(description = "worker or central", required = true)
    Optional<String> role = Optional.empty();

    @QueryParam("metadata")
    @Parameter(description = "Of the machine: disk=ssd,host=service_01")
    Optional<String> metadata = Optional.empty();

    @QueryParam("hostname")
    Optional<String> hostname = Optional.empty();

    @QueryParam("address")
    @Parameter(description = "Where others reach the machine; $private_ipv4 when not given")
    Optional<String> address = Optional.empty();

    @QueryParam("reboot_strategy")
    @Parameter(description = "etcd-lock, reboot or off")
    Optional<String> rebootStrategy = Optional.empty();

    @QueryParam("etcd_proxy")
    @Parameter(description = "true: a worker gets etcd under its local address")
    Optional<String> etcdProxy = Optional.empty();

    @QueryParam("etcd_members")
    @Parameter(description = "central: NAME=ADDRESS,... of all members of etcd")
    Optional<String> etcdMembers = Optional.empty();

    @QueryParam("etcd_srv")
    @Parameter(description = "central: the domain whose SRV records name etcd's members")
    Optional<String> etcdSrv = Optional.empty();

    @QueryParam("discovery")
    @Parameter(description = "central: where etcd's members meet, as /new answers")
    Optional<String> discovery = Optional.empty();

    @QueryParam("join_token")
    @Parameter(
            description = "What the machine joins by, for who cannot send the header; proxies write it to their logs")
    Optional<String> joinToken = Optional.empty();

    @HeaderParam("Authorization")
    @Parameter(description = "Bearer and the join token that the machine joins by")
    Optional<String> authorization = Optional.empty();
}
