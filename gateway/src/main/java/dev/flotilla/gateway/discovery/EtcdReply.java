package dev.flotilla.gateway.discovery;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flotilla.client.bootstrap.Discovery;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What etcd's v2 API says of a key that was read or written.
 *
 * @param action {@code get}, {@code create} or {@code delete}
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record EtcdReply(String action, Node node, Optional<Node> prevNode) {
    private static final String PREFIX = "/_etcd/registry/";

    public EtcdReply {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(prevNode, "prevNode");
    }

    /**
     * A key.
     *
     * @param nodes of a directory; empty when it has none
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Node(
            String key,
            Optional<String> value,
            Optional<Boolean> dir,
            Optional<List<Node>> nodes,
            long modifiedIndex,
            long createdIndex) {
        public Node {
            Objects.requireNonNull(key, "key");
        }

        private static Node value(String key, Optional<String> value, long modified, long created) {
            return new Node(key, value, Optional.empty(), Optional.empty(), modified, created);
        }
    }

    /** The keys' names; clients look at what follows the last slash. */
    static String key(String token) {
        return PREFIX + token;
    }

    static String key(String token, String member) {
        return PREFIX + token + "/" + member;
    }

    static EtcdReply size(Discovery discovery) {
        long created = discovery.createdIndex();
        return get(Node.value(
                key(discovery.token()) + "/_config/size",
                Optional.of(Integer.toString(discovery.size())),
                created,
                created));
    }

    /** The members; {@code _config} is hidden, as names with an underscore are. */
    static EtcdReply list(Discovery discovery) {
        List<Node> nodes = discovery.members().stream()
                .map(member -> node(discovery.token(), member))
                .toList();
        long created = discovery.createdIndex();
        return get(new Node(
                key(discovery.token()),
                Optional.empty(),
                Optional.of(true),
                nodes.isEmpty() ? Optional.empty() : Optional.of(nodes),
                created,
                created));
    }

    static EtcdReply got(String token, Discovery.Member member) {
        return get(node(token, member));
    }

    static EtcdReply created(String token, Discovery.Member member) {
        return new EtcdReply("create", node(token, member), Optional.empty());
    }

    static EtcdReply deleted(String token, Discovery.Member member, long index) {
        Node gone = Node.value(key(token, member.id()), Optional.empty(), index, member.createdIndex());
        return new EtcdReply("delete", gone, Optional.of(node(token, member)));
    }

    private static EtcdReply get(Node node) {
        return new EtcdReply("get", node, Optional.empty());
    }

    private static Node node(String token, Discovery.Member member) {
        return Node.value(
                key(token, member.id()), Optional.of(member.value()), member.createdIndex(), member.createdIndex());
    }
}
