package dev.flotilla.cloudconfig.validate;

import dev.flotilla.cloudconfig.document.Key;

/** What to do about a deprecated key. */
final class Deprecations {
    private Deprecations() {}

    /** Values that old files have and that the systems of their time understood. */
    static boolean wasOnceAllowed(Key key, String value) {
        return key.name().equals("reboot_strategy") && value.equals("best-effort");
    }

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
