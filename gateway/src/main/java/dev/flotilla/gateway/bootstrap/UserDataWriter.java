package dev.flotilla.gateway.bootstrap;

import dev.flotilla.client.bootstrap.ClusterDescription;
import dev.flotilla.cloudconfig.CloudConfigs;
import dev.flotilla.cloudconfig.render.ClusterSettings;
import dev.flotilla.cloudconfig.render.EtcdBootstrap;
import dev.flotilla.cloudconfig.render.Format;
import dev.flotilla.cloudconfig.render.RenderRequest;
import dev.flotilla.cloudconfig.render.Role;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.join.JoinSecret;
import dev.flotilla.model.machine.Metadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A machine's complete user-data, from what the cluster knows of itself. */
public final class UserDataWriter {
    private final Members members;
    private final BootstrapSettings settings;

    public UserDataWriter(Members members, BootstrapSettings settings) {
        this.members = members;
        this.settings = settings;
    }

    /**
     * The text. {@code Invalid} names the parameter at fault, {@code Denied} a join token that is not good, {@code Conflict}
     * says that the cluster cannot be reached from another machine.
     */
    public String write(UserDataQuestion question, Format format) {
        Role role = question.role()
                .flatMap(Role::of)
                .filter(known -> known != Role.SINGLE)
                .orElseThrow(() -> invalid("role", "role is worker or central"));
        ClusterDescription cluster = members.describe();
        Optional<JoinSecret> token = question.joinToken();
        token.ifPresent(members::checkToken);
        if (role == Role.WORKER && cluster.joinByToken() && token.isEmpty()) {
            throw invalid(
                    "join_token",
                    "this cluster takes machines by join token: make one (flotilla join-token create) and send it as"
                            + " \"Authorization: Bearer TOKEN\"");
        }
        Map<String, String> metadata =
                in("metadata", () -> Metadata.parse(question.metadata().orElse("")));
        ClusterSettings described = in("etcd", () -> ClusterSettings.of(registry(cluster), etcd(question))
                .withEtcdProxy(question.etcdProxy() ? etcdEndpoints(cluster) : List.of())
                .withImages(settings.imagePrefix(), settings.imageTag()));
        RenderRequest request = in("role", () -> RenderRequest.of(role, described)
                .withMetadata(metadata)
                .with(question.hostname(), RenderRequest::withHostname)
                .with(question.address(), RenderRequest::withAddress)
                .with(token.map(JoinSecret::reveal), RenderRequest::withJoinToken)
                .with(question.rebootStrategy(), RenderRequest::withRebootStrategy));
        return CloudConfigs.render(request, format);
    }

    private List<String> registry(ClusterDescription cluster) {
        List<String> addresses =
                settings.registry().isEmpty() ? fromElsewhere(cluster.registry()) : settings.registry();
        if (addresses.isEmpty()) {
            throw new FlotillaError.Conflict("the registry of this cluster is reached on its own machine only: set"
                            + " flotilla.registry.advertise, or flotilla.gateway.bootstrap.registry")
                    .asException();
        }
        return addresses;
    }

    private List<String> etcdEndpoints(ClusterDescription cluster) {
        List<String> urls = settings.etcd().isEmpty() ? fromElsewhere(cluster.etcd()) : settings.etcd();
        if (urls.isEmpty()) {
            throw new FlotillaError.Conflict(
                            "the etcd of this cluster is not known by an address that other machines reach: set"
                                    + " flotilla.gateway.bootstrap.etcd")
                    .asException();
        }
        return urls.stream().map(url -> url.replaceFirst("^https?://", "")).toList();
    }

    /** Without what only the machine itself can reach. */
    private static List<String> fromElsewhere(List<String> addresses) {
        return addresses.stream()
                .filter(address ->
                        !address.matches("(https?://)?(127\\.[0-9.]+|localhost|0\\.0\\.0\\.0|\\[::1?])(:.*)?"))
                .toList();
    }

    private static Optional<EtcdBootstrap> etcd(UserDataQuestion question) {
        List<EtcdBootstrap> ways = new ArrayList<>();
        question.etcdMembers().ifPresent(members -> ways.add(new EtcdBootstrap.Static(pairs(members))));
        question.etcdSrv().ifPresent(domain -> ways.add(new EtcdBootstrap.DnsSrv(domain)));
        question.discovery().ifPresent(url -> ways.add(new EtcdBootstrap.Discovery(url)));
        if (ways.size() > 1) {
            throw invalid("etcd_members", "give one of etcd_members, etcd_srv and discovery");
        }
        return ways.stream().findFirst();
    }

    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.strip().split("\\s*,\\s*")) {
            int equals = pair.indexOf('=');
            if (equals < 1 || pairs.put(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
                throw invalid("etcd_members", "\"" + pair + "\" is no new NAME=ADDRESS");
            }
        }
        return pairs;
    }

    private static <T> T in(String field, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw invalid(field, String.valueOf(e.getMessage()));
        }
    }

    private static FlotillaException invalid(String field, String message) {
        return new FlotillaError.Invalid(message, Optional.of(field), Optional.empty()).asException();
    }
}
