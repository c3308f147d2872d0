package dev.flotilla.cloudconfig.apply;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The texts that keys become, to the byte as coreos-cloudinit writes them. */
public final class GeneratedFiles {
    private GeneratedFiles() {}

    /** The drop-in of a service: a variable a line, nothing escaped. */
    static String dropIn(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(variable -> "Environment=\"" + variable.getKey() + "=" + variable.getValue() + "\"\n")
                .collect(Collectors.joining("", "[Service]\n", ""));
    }

    /** {@code /run/flannel/options.env}: no line end at its end. */
    static String flannelOptions(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .collect(Collectors.joining("\n"));
    }

    /** {@code /etc/oem-release}. */
    public static String oemRelease(Map<String, String> oem) {
        return "ID=" + oem.getOrDefault("id", "") + "\n"
                + "VERSION_ID=" + oem.getOrDefault("version_id", "") + "\n"
                + "NAME=" + quoted(oem, "name") + "\n"
                + "HOME_URL=" + quoted(oem, "home_url") + "\n"
                + "BUG_REPORT_URL=" + quoted(oem, "bug_report_url") + "\n";
    }

    /** {@code update.conf}: a line that begins with a variable's name is replaced, what is missing is appended, sorted. */
    static String updateConf(String base, Map<String, String> variables) {
        Map<String, String> pending = new TreeMap<>(variables);
        StringBuilder text = new StringBuilder();
        base.lines().forEach(line -> text.append(replaced(line, pending)).append('\n'));
        pending.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    private static String replaced(String line, Map<String, String> pending) {
        for (String name : pending.keySet()) {
            if (line.startsWith(name)) {
                return name + "=" + pending.remove(name);
            }
        }
        return line;
    }

    /** {@code /etc/environment}: known names get their value in place, new ones follow, sorted; the rest stays. */
    static String environment(String old, Map<String, String> variables) {
        Map<String, String> pending = new TreeMap<>(variables);
        StringBuilder text = new StringBuilder();
        old.lines().forEach(line -> {
            int equals = line.indexOf('=');
            String name = equals < 0 ? "" : line.substring(0, equals);
            String value = pending.remove(name);
            text.append(value == null ? line : name + "=" + value).append('\n');
        });
        pending.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    private static String quoted(Map<String, String> oem, String key) {
        return "\"" + oem.getOrDefault(key, "").replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
