package dev.flotilla.cloudconfig.render;

import dev.flotilla.cloudconfig.document.CloudConfig;
import dev.flotilla.cloudconfig.document.CloudConfig.Service;
import dev.flotilla.cloudconfig.document.FileSpec;
import dev.flotilla.cloudconfig.document.Key;
import dev.flotilla.cloudconfig.document.Schema;
import dev.flotilla.cloudconfig.document.Type;
import dev.flotilla.cloudconfig.document.UnitSpec;
import dev.flotilla.cloudconfig.document.UserSpec;
import dev.flotilla.cloudconfig.yaml.YamlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A configuration as a cloud-config's text, with underscores in keys: every reader there is understands those. */
final class CloudConfigText {
    private CloudConfigText() {}

    static String of(CloudConfig config) {
        Map<String, Object> root = new LinkedHashMap<>();
        config.hostname().ifPresent(name -> root.put("hostname", name));
        put(root, "ssh_authorized_keys", config.sshAuthorizedKeys());
        put(root, "users", config.users().stream().map(CloudConfigText::user).toList());
        put(
                root,
                "write_files",
                config.files().stream().map(CloudConfigText::file).toList());
        config.manageEtcHosts().ifPresent(value -> root.put("manage_etc_hosts", value));
        Map<String, Object> coreos = new LinkedHashMap<>();
        for (Service service : Service.values()) {
            put(coreos, service.key(), section(service, config.variables(service)));
        }
        put(coreos, "oem", config.oem());
        put(coreos, "units", config.units().stream().map(CloudConfigText::unit).toList());
        put(root, "coreos", coreos);
        return "#cloud-config\n" + YamlText.of(root);
    }

    private static Map<String, Object> section(Service service, Map<String, String> variables) {
        Map<String, Object> section = new LinkedHashMap<>();
        for (Key key : Schema.section(service).keys()) {
            String value = variables.get(key.environment().orElseThrow());
            if (value != null) {
                section.put(key.name(), key.type() == Type.Single.TEXT ? value : new YamlText.Plain(value));
            }
        }
        return section;
    }

    private static Map<String, Object> file(FileSpec file) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("path", file.path());
        put(map, "owner", file.owner());
        put(map, "permissions", file.permissions());
        put(map, "encoding", file.encoding());
        map.put("content", file.content());
        return map;
    }

    private static Map<String, Object> unit(UnitSpec unit) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", unit.name());
        flag(map, "mask", unit.mask());
        flag(map, "enable", unit.enable());
        flag(map, "runtime", unit.runtime());
        put(map, "command", unit.command());
        List<Map<String, Object>> pieces = new ArrayList<>();
        for (UnitSpec.DropIn piece : unit.dropIns()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", piece.name());
            entry.put("content", piece.content());
            pieces.add(entry);
        }
        put(map, "drop_ins", pieces);
        put(map, "content", unit.content());
        return map;
    }

    private static Map<String, Object> user(UserSpec user) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", user.name());
        put(map, "passwd", user.passwordHash());
        put(map, "ssh_authorized_keys", user.sshAuthorizedKeys());
        put(map, "gecos", user.gecos());
        put(map, "homedir", user.homeDirectory());
        flag(map, "no_create_home", user.noCreateHome());
        put(map, "primary_group", user.primaryGroup());
        put(map, "groups", user.groups());
        flag(map, "no_user_group", user.noUserGroup());
        flag(map, "system", user.system());
        flag(map, "no_log_init", user.noLogInit());
        put(map, "shell", user.shell());
        user.keyImports().forEach((key, values) -> put(map, key, key.endsWith("_users") ? values : values.getFirst()));
        return map;
    }

    private static void put(Map<String, Object> map, String key, Object value) {
        boolean empty =
                switch (value) {
                    case String text -> text.isEmpty();
                    case List<?> list -> list.isEmpty();
                    case Map<?, ?> entries -> entries.isEmpty();
                    default -> false;
                };
        if (!empty) {
            map.put(key, value);
        }
    }

    private static void flag(Map<String, Object> map, String key, boolean value) {
        if (value) {
            map.put(key, new YamlText.Plain("true"));
        }
    }
}
