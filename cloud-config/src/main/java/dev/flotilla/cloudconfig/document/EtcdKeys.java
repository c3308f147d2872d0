package dev.flotilla.cloudconfig.document;

import static dev.flotilla.cloudconfig.document.Type.Single.FLAG;
import static dev.flotilla.cloudconfig.document.Type.Single.INTEGER;
import static dev.flotilla.cloudconfig.document.Type.Single.REAL;
import static dev.flotilla.cloudconfig.document.Type.Single.TEXT;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The keys of {@code coreos.etcd}, {@code coreos.etcd2} and {@code coreos.fleet}: each becomes a variable of the service.
 * A row is {@code name}, or {@code name:kind} with i for whole numbers, f for numbers, b for flags, followed by
 * {@code !} when it is deprecated.
 */
final class EtcdKeys {
    private static final String NOT_FOR_ETCD = "etcd2 options no longer work for etcd";
    private static final String NOT_FOR_ETCD2 = "ca_file obsoleted by trusted_ca_file and client_cert_auth";
    private static final String NOT_FOR_PEERS = "peer_ca_file obsoleted peer_trusted_ca_file and peer_client_cert_auth";

    static final Type.Section ETCD = section("ETCD_", NOT_FOR_ETCD, """
            addr advertise_client_urls! bind_addr ca_file cert_file cluster_active_size:i cluster_remove_delay:f
            cluster_sync_interval:f cors data_dir discovery discovery_fallback! discovery_srv! discovery_proxy!
            election_timeout:i! force_new_cluster:b! graphite_host heartbeat_interval:i! http_read_timeout:f
            http_write_timeout:f initial_advertise_peer_urls! initial_cluster! initial_cluster_state!
            initial_cluster_token! key_file listen_client_urls! listen_peer_urls! max_result_buffer:i
            max_retry_attempts:i max_snapshots:i! max_wals:i! name peer_addr peer_bind_addr peer_ca_file
            peer_cert_file peer_election_timeout:i peer_heartbeat_interval:i peer_key_file peers peers_file proxy!
            retry_interval:f snapshot:b snapshot_count:i trace verbose:b very_verbose:b very_very_verbose:b
            """);

    static final Type.Section ETCD2 = section("ETCD_", NOT_FOR_ETCD2, """
            advertise_client_urls ca_file! cert_file client_cert_auth:b cors data_dir debug:b discovery
            discovery_fallback discovery_srv discovery_proxy election_timeout:i enable_pprof:b force_new_cluster:b
            heartbeat_interval:i initial_advertise_peer_urls initial_cluster initial_cluster_state
            initial_cluster_token key_file listen_client_urls listen_peer_urls log_package_levels max_snapshots:i
            max_wals:i name peer_ca_file! peer_cert_file peer_key_file peer_client_cert_auth:b peer_trusted_ca_file
            proxy proxy_dial_timeout:i proxy_failure_wait:i proxy_read_timeout:i proxy_refresh_interval:i
            proxy_write_timeout:i snapshot_count:i strict_reconfig_check:b trusted_ca_file wal_dir
            """);

    static final Type.Section FLEET = section("FLEET_", "", """
            agent_ttl authorized_keys_file disable_engine:b engine_reconcile_interval:f etcd_cafile etcd_certfile
            etcd_keyfile etcd_key_prefix etcd_request_timeout:f etcd_servers etcd_username etcd_password metadata
            public_ip token_limit:i verbosity:i verify_units:b
            """);

    private EtcdKeys() {}

    private static Type.Section section(String prefix, String deprecation, String rows) {
        List<Key> keys = new ArrayList<>();
        for (String row : rows.split("\\s+")) {
            keys.add(key(prefix, deprecation, row));
        }
        return new Type.Section(keys, Set.of());
    }

    private static Key key(String prefix, String deprecation, String row) {
        boolean deprecated = row.endsWith("!");
        String[] words = (deprecated ? row.substring(0, row.length() - 1) : row).split(":", 2);
        String name = words[0];
        Key key = Key.of(name, words.length == 1 ? TEXT : type(words[1]))
                .environment(variable(prefix, name, deprecation));
        if (deprecation.equals(NOT_FOR_ETCD2) && name.equals("proxy")) {
            key = key.valid("^(on|off|readonly)$", "on, off or readonly");
        }
        return deprecated ? key.deprecated(name.equals("peer_ca_file") ? NOT_FOR_PEERS : deprecation) : key;
    }

    private static Type type(String kind) {
        return switch (kind) {
            case "i" -> INTEGER;
            case "f" -> REAL;
            default -> FLAG;
        };
    }

    /** etcd 0.4 called one of its variables differently. */
    private static String variable(String prefix, String name, String deprecation) {
        boolean old = deprecation.equals(NOT_FOR_ETCD);
        return old && name.equals("snapshot_count") ? "ETCD_SNAPSHOTCOUNT" : prefix + name.toUpperCase(Locale.ROOT);
    }
}
