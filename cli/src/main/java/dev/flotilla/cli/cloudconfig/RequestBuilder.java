package dev.flotilla.cli.cloudconfig;

import dev.flotilla.cli.session.Session;
import dev.flotilla.cloudconfig.render.ClusterSettings;
import dev.flotilla.cloudconfig.render.EtcdBootstrap;
import dev.flotilla.cloudconfig.render.RenderRequest;
import dev.flotilla.cloudconfig.render.Role;
import dev.flotilla.model.machine.Metadata;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request made of options; {@link IllegalArgumentException} says which one is wrong. */
final class RequestBuilder {
    private final Session session;
    private final RenderOptions options;

    RequestBuilder(Session session, RenderOptions options) {
        this.session = session;
        this.options = options;
    }

    RenderRequest build() {
        Role role = Role.of(options.role)
                .orElseThrow(() -> new IllegalArgumentException("--role is single, central or worker"));
        ClusterSettings cluster = ClusterSettings.of(list(options.registry), etcd())
                .withEtcdProxy(list(options.etcdProxy))
                .withImages(options.imagePrefix, options.imageTag);
        return RenderRequest.of(role, cluster)
                .withMetadata(Metadata.parse(options.metadata))
                .withSshAuthorizedKeys(options.sshKeys.stream().map(this::line).toList())
                .with(given(options.hostname), RenderRequest::withHostname)
                .with(given(options.address), RenderRequest::withAddress)
                .with(given(options.joinTokenFile).map(this::line), RenderRequest::withJoinToken)
                .with(given(options.rebootStrategy), RenderRequest::withRebootStrategy);
    }

    private Optional<EtcdBootstrap> etcd() {
        List<EtcdBootstrap> ways = new ArrayList<>();
        given(options.etcdMembers).ifPresent(members -> ways.add(new EtcdBootstrap.Static(pairs(members))));
        given(options.etcdSrv).ifPresent(domain -> ways.add(new EtcdBootstrap.DnsSrv(domain)));
        given(options.discovery).ifPresent(url -> ways.add(new EtcdBootstrap.Discovery(url)));
        if (ways.size() > 1) {
            throw new IllegalArgumentException("give one of --etcd-members, --etcd-srv and --discovery");
        }
        return ways.stream().findFirst();
    }

    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : list(text)) {
            int equals = pair.indexOf('=');
            if (equals < 1 || pairs.put(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("--etcd-members: \"" + pair + "\" is no new NAME=ADDRESS");
            }
        }
        return pairs;
    }

    /** The first line of a file: a key, a token. */
    private String line(String file) {
        return new String(UserDataFile.read(session, file), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(file + " is empty"));
    }

    private static List<String> list(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*"));
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
