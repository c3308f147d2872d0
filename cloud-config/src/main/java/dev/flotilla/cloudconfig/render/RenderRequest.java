package dev.flotilla.cloudconfig.render;

import dev.flotilla.model.machine.Metadata;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * A machine to write user-data for.
 *
 * @param metadata of the machine; {@code disk=ssd}
 * @param address the machine's own, for others of the cluster; {@code $private_ipv4} unless one is known
 * @param joinToken what the agent presents to the registry; a secret
 * @param rebootStrategy {@code reboot}, {@code etcd-lock} or {@code off}; empty leaves it to the system
 */
public record RenderRequest(
        Role role,
        ClusterSettings cluster,
        Map<String, String> metadata,
        Optional<String> hostname,
        String address,
        List<String> sshAuthorizedKeys,
        Optional<String> joinToken,
        Optional<String> rebootStrategy) {
    /** The address when it is not known yet. */
    public static final String PRIVATE_ADDRESS = "$private_ipv4";

    /** Throws {@link IllegalArgumentException} or {@link dev.flotilla.model.error.FlotillaException} for what is wrong. */
    public RenderRequest {
        Map<String, String> checked = new TreeMap<>();
        metadata.forEach(
                (key, value) -> checked.put(Metadata.checkedKey(key), checked(Metadata.checkedValue(key, value))));
        metadata = Collections.unmodifiableMap(checked);
        sshAuthorizedKeys = List.copyOf(sshAuthorizedKeys);
        hostname.ifPresent(RenderRequest::checked);
        joinToken.ifPresent(RenderRequest::checked);
        checked(address);
        if (role == Role.WORKER && cluster.registries().isEmpty()) {
            throw new IllegalArgumentException("a worker needs to know the registry's addresses");
        }
        if (role == Role.CENTRAL && cluster.etcd().isEmpty()) {
            throw new IllegalArgumentException(
                    "central services need to know how etcd's members find each other: static, DNS SRV or discovery");
        }
    }

    /** A machine of which nothing more is known. */
    public static RenderRequest of(Role role, ClusterSettings cluster) {
        return new RenderRequest(
                role,
                cluster,
                Map.of(),
                Optional.empty(),
                PRIVATE_ADDRESS,
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    public RenderRequest withMetadata(Map<String, String> newMetadata) {
        return new RenderRequest(
                role, cluster, newMetadata, hostname, address, sshAuthorizedKeys, joinToken, rebootStrategy);
    }

    public RenderRequest withHostname(String newHostname) {
        return new RenderRequest(
                role,
                cluster,
                metadata,
                Optional.of(newHostname),
                address,
                sshAuthorizedKeys,
                joinToken,
                rebootStrategy);
    }

    public RenderRequest withAddress(String newAddress) {
        return new RenderRequest(
                role, cluster, metadata, hostname, newAddress, sshAuthorizedKeys, joinToken, rebootStrategy);
    }

    public RenderRequest withJoinToken(String newToken) {
        return new RenderRequest(
                role, cluster, metadata, hostname, address, sshAuthorizedKeys, Optional.of(newToken), rebootStrategy);
    }

    public RenderRequest withSshAuthorizedKeys(List<String> newKeys) {
        return new RenderRequest(role, cluster, metadata, hostname, address, newKeys, joinToken, rebootStrategy);
    }

    public RenderRequest withRebootStrategy(String newStrategy) {
        return new RenderRequest(
                role, cluster, metadata, hostname, address, sshAuthorizedKeys, joinToken, Optional.of(newStrategy));
    }

    /** This request changed by a value, when there is one. */
    public RenderRequest with(Optional<String> value, BiFunction<RenderRequest, String, RenderRequest> change) {
        return value.map(given -> change.apply(this, given)).orElse(this);
    }

    private static String checked(String value) {
        if (value.isEmpty()
                || value.chars().anyMatch(c -> c == '"' || c == '\\' || c == '\'' || Character.isISOControl(c))) {
            throw new IllegalArgumentException("\"" + value + "\" is empty, or has quotes, backslashes or line ends");
        }
        return value;
    }
}
