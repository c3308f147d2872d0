package dev.flotilla.cloudconfig.validate;

/** What to do about a deprecated key. */
final class Deprecations {
    private Deprecations() {}

    static String advice(String path) {
        return switch (path) {
            case "coreos.fleet" ->
                "its metadata, public-ip and etcd_servers still configure Flotilla's agent; new files set FLOTILLA_AGENT_METADATA and its like";
            case "coreos.etcd", "coreos.etcd2" -> "run etcd as a unit of its own, as the rendered configurations do";
            default ->
                path.contains("ssh_import") || path.contains("ssh-import")
                        ? "list the keys under ssh_authorized_keys"
                        : "";
        };
    }
}
