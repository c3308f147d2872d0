package dev.flotilla.cloudconfig.render;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How the members of a cluster's etcd find each other. */
public sealed interface EtcdBootstrap {
    /** The variables that tell etcd so; {@code ETCD_INITIAL_CLUSTER} and its like. */
    Map<String, String> environment();

    /** How members speak to each other: {@code http} or {@code https}. */
    default String peerScheme() {
        return "http";
    }

    /** All members are known: addresses by name, in the order given. The machine's hostname is its member's name. */
    record Static(Map<String, String> members) implements EtcdBootstrap {
        public Static {
            if (members.isEmpty()) {
                throw new IllegalArgumentException("etcd needs a member at least");
            }
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        @Override
        public Map<String, String> environment() {
            return Map.of(
                    "ETCD_INITIAL_CLUSTER",
                    members.entrySet().stream()
                            .map(member -> member.getKey() + "=http://" + member.getValue() + ":2380")
                            .collect(Collectors.joining(",")));
        }
    }

    /**
     * The SRV records {@code _etcd-server-ssl._tcp.DOMAIN} name the members, which speak TLS to each other, with certificates that
     * they make themselves. Members without TLS would have {@code _etcd-server._tcp}; etcd 3.4 does not start with these alone
     * (etcd-io/etcd#11321).
     */
    record DnsSrv(String domain) implements EtcdBootstrap {
        @Override
        public Map<String, String> environment() {
            return Map.of("ETCD_DISCOVERY_SRV", domain, "ETCD_PEER_AUTO_TLS", "true");
        }

        @Override
        public String peerScheme() {
            return "https";
        }
    }

    /** The members meet at a URL, as the gateway's {@code /new?size=3} gives one: to be used unchanged. */
    record Discovery(String url) implements EtcdBootstrap {
        @Override
        public Map<String, String> environment() {
            return Map.of("ETCD_DISCOVERY", url);
        }
    }
}
