package dev.flotilla.cloudconfig.document;

import static dev.flotilla.cloudconfig.document.Type.Single.FLAG;
import static dev.flotilla.cloudconfig.document.Type.Single.TEXT;

import java.util.List;
import java.util.Set;

/**
 * Every key of cloud-config, once: its type, its rule, whether it is deprecated. Reading and validating both follow this
 * table. The keys are coreos-cloudinit's (1.14), in its order, which is also the order of variables in a drop-in.
 */
public final class Schema {
    /** What {@code write_files[].encoding} may be. */
    public static final String ENCODINGS = "^(base64|b64|gz|gzip|gz\\+base64|gzip\\+base64|gz\\+b64|gzip\\+b64)$";

    private static final String REMOTE_KEYS =
            "trying to fetch from a remote endpoint introduces too many intermittent errors";
    private static final String NEVER_DONE = "inactive lock_passwd sudo selinux_user ssh_import_id";

    private static final Type.Section FILE = section(
            text("path"),
            text("content"),
            text("owner"),
            text("permissions").valid("^0?[0-7]{3,4}$", "3 or 4 octal digits, such as \"0644\""),
            text("encoding").valid(ENCODINGS, "base64, gzip or gzip+base64 (b64 and gz for short)"));

    private static final Type.Section USER = new Type.Section(
            List.of(
                    text("name"),
                    text("passwd"),
                    texts("ssh_authorized_keys"),
                    text("coreos_ssh_import_github").deprecated(REMOTE_KEYS),
                    texts("coreos_ssh_import_github_users").deprecated(REMOTE_KEYS),
                    text("coreos_ssh_import_url").deprecated(REMOTE_KEYS),
                    text("gecos"),
                    text("homedir"),
                    flag("no_create_home"),
                    text("primary_group"),
                    texts("groups"),
                    flag("no_user_group"),
                    flag("system"),
                    flag("no_log_init"),
                    text("shell")),
            Set.of(NEVER_DONE.split(" ")));

    private static final Type.Section UNIT = section(
            text("name"),
            flag("mask"),
            flag("enable"),
            flag("runtime"),
            text("content"),
            text("command")
                    .valid(
                            "^(start|stop|restart|reload|try-restart|reload-or-restart|reload-or-try-restart)$",
                            "start, stop, restart, reload, try-restart, reload-or-restart or reload-or-try-restart"),
            Key.of("drop_ins", new Type.ListOf(section(text("name"), text("content")))));

    private static final Type.Section UPDATE = section(
            text("reboot_strategy")
                    .valid("^(etcd-lock|reboot|off)$", "etcd-lock, reboot or off")
                    .environment("REBOOT_STRATEGY"),
            text("group").environment("GROUP"),
            text("server").environment("SERVER"));

    private static final Type.Section LOCKSMITH = section(
            text("endpoint").environment("LOCKSMITHD_ENDPOINT"),
            text("etcd_cafile").environment("LOCKSMITHD_ETCD_CAFILE"),
            text("etcd_certfile").environment("LOCKSMITHD_ETCD_CERTFILE"),
            text("etcd_keyfile").environment("LOCKSMITHD_ETCD_KEYFILE"),
            text("etcd_username").environment("LOCKSMITHD_ETCD_USERNAME"),
            text("etcd_password").environment("LOCKSMITHD_ETCD_PASSWORD"),
            text("group").environment("LOCKSMITHD_GROUP"),
            text("window_start")
                    .valid(
                            "^((?i:sun|mon|tue|wed|thu|fri|sat|sun) )?0*([0-9]|1[0-9]|2[0-3]):0*([0-9]|[1-5][0-9])$",
                            "a time such as 04:00 or Thu 23:00")
                    .environment("REBOOT_WINDOW_START"),
            text("window_length")
                    .valid("^[-+]?([0-9]*(\\.[0-9]*)?[a-z]+)+$", "a duration such as 1h30m")
                    .environment("REBOOT_WINDOW_LENGTH"));

    private static final Type.Section FLANNEL = section(
            text("etcd_endpoints").environment("FLANNELD_ETCD_ENDPOINTS"),
            text("etcd_cafile").environment("FLANNELD_ETCD_CAFILE"),
            text("etcd_certfile").environment("FLANNELD_ETCD_CERTFILE"),
            text("etcd_keyfile").environment("FLANNELD_ETCD_KEYFILE"),
            text("etcd_prefix").environment("FLANNELD_ETCD_PREFIX"),
            text("etcd_username").environment("FLANNELD_ETCD_USERNAME"),
            text("etcd_password").environment("FLANNELD_ETCD_PASSWORD"),
            text("ip_masq").environment("FLANNELD_IP_MASQ"),
            text("subnet_file").environment("FLANNELD_SUBNET_FILE"),
            text("interface").environment("FLANNELD_IFACE"),
            text("public_ip").environment("FLANNELD_PUBLIC_IP"));

    private static final Type.Section OEM =
            section(text("id"), text("name"), text("version_id"), text("home_url"), text("bug_report_url"));

    private static final Type.Section COREOS = section(
            Key.of("etcd", EtcdKeys.ETCD).deprecated("etcd is no longer shipped in Container Linux"),
            Key.of("etcd2", EtcdKeys.ETCD2).deprecated("etcd2 is no longer shipped in Container Linux"),
            Key.of("flannel", FLANNEL),
            Key.of("fleet", EtcdKeys.FLEET).deprecated("fleet is no longer shipped in Container Linux"),
            Key.of("locksmith", LOCKSMITH),
            Key.of("oem", OEM),
            Key.of("update", UPDATE),
            Key.of("units", new Type.ListOf(UNIT)));

    /** A whole cloud-config. */
    public static final Type.Section ROOT = section(
            texts("ssh_authorized_keys"),
            Key.of("coreos", COREOS),
            Key.of("write_files", new Type.ListOf(FILE)),
            text("hostname"),
            Key.of("users", new Type.ListOf(USER)),
            text("manage_etc_hosts"));

    private Schema() {}

    /** The section of a service under {@code coreos}. */
    public static Type.Section section(CloudConfig.Service service) {
        return sectionAt("coreos", service.key());
    }

    /** The section at a path of mappings, for example {@code coreos}, {@code fleet}. */
    static Type.Section sectionAt(String... path) {
        Type.Section section = ROOT;
        for (String name : path) {
            section = (Type.Section) section.key(name).orElseThrow().type();
        }
        return section;
    }

    static Type.Section section(Key... keys) {
        return new Type.Section(List.of(keys), Set.of());
    }

    private static Key text(String name) {
        return Key.of(name, TEXT);
    }

    private static Key texts(String name) {
        return Key.of(name, new Type.ListOf(TEXT));
    }

    private static Key flag(String name) {
        return Key.of(name, FLAG);
    }
}
