package dev.flotilla.cloudconfig.ignition;

import dev.flotilla.cloudconfig.document.UnitSpec;
import dev.flotilla.cloudconfig.document.UserSpec;
import dev.flotilla.cloudconfig.yaml.YamlText;
import dev.flotilla.cloudconfig.yaml.YamlText.Plain;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A configuration as Butane, variant flatcar, version 1.0.0. */
public final class ButaneText {
    private ButaneText() {}

    /** The YAML text. */
    public static String of(IgnitionConfig config) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("variant", "flatcar");
        root.put("version", "1.0.0");
        if (!config.users().isEmpty()) {
            root.put(
                    "passwd",
                    Map.of(
                            "users",
                            config.users().stream().map(ButaneText::user).toList()));
        }
        if (!config.files().isEmpty()) {
            root.put(
                    "storage",
                    Map.of(
                            "files",
                            config.files().stream().map(ButaneText::file).toList()));
        }
        if (!config.units().isEmpty()) {
            root.put(
                    "systemd",
                    Map.of(
                            "units",
                            config.units().stream().map(ButaneText::unit).toList()));
        }
        return YamlText.of(root);
    }

    private static Map<String, Object> user(UserSpec user) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", user.name());
        put(map, "password_hash", user.passwordHash());
        put(map, "ssh_authorized_keys", user.sshAuthorizedKeys());
        put(map, "gecos", user.gecos());
        put(map, "home_dir", user.homeDirectory());
        flag(map, "no_create_home", user.noCreateHome());
        put(map, "primary_group", user.primaryGroup());
        put(map, "groups", user.groups());
        flag(map, "no_user_group", user.noUserGroup());
        flag(map, "system", user.system());
        flag(map, "no_log_init", user.noLogInit());
        put(map, "shell", user.shell());
        return map;
    }

    private static Map<String, Object> file(IgnitionConfig.File file) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("path", file.path());
        flag(map, "overwrite", true);
        map.put("mode", new Plain(String.format("0%03o", file.mode())));
        if (!file.user().isEmpty()) {
            map.put("user", Map.of("name", file.user()));
        }
        if (!file.group().isEmpty()) {
            map.put("group", Map.of("name", file.group()));
        }
        map.put(
                "contents",
                file.text() ? Map.of("inline", file.string()) : Map.of("source", DataUrl.of(file.content())));
        return map;
    }

    private static Map<String, Object> unit(UnitSpec unit) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", unit.name());
        flag(map, "mask", unit.mask());
        flag(map, "enabled", unit.enable());
        put(map, "contents", unit.content());
        if (!unit.dropIns().isEmpty()) {
            map.put("dropins", unit.dropIns().stream().map(ButaneText::dropIn).toList());
        }
        return map;
    }

    private static Map<String, Object> dropIn(UnitSpec.DropIn piece) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", piece.name());
        map.put("contents", piece.content());
        return map;
    }

    private static void put(Map<String, Object> map, String key, String value) {
        if (!value.isEmpty()) {
            map.put(key, value);
        }
    }

    private static void put(Map<String, Object> map, String key, List<String> value) {
        if (!value.isEmpty()) {
            map.put(key, value);
        }
    }

    private static void flag(Map<String, Object> map, String key, boolean value) {
        if (value) {
            map.put(key, new Plain("true"));
        }
    }
}
