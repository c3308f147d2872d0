package dev.flotilla.cloudconfig.apply;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What {@code systemctl show} says of a unit. */
record UnitProperties(Map<String, String> values) {
    static final List<String> NAMES = List.of("ActiveState", "Type", "Result", "ExecMainExitTimestampMonotonic");

    static UnitProperties parse(String output) {
        Map<String, String> values = new HashMap<>();
        output.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return new UnitProperties(Map.copyOf(values));
    }

    /** Active, or a oneshot that ended well since the system is up. */
    boolean isUp() {
        return switch (values.getOrDefault("ActiveState", "")) {
            case "active", "reloading", "activating" -> true;
            case "inactive" ->
                "oneshot".equals(values.get("Type"))
                        && "success".equals(values.get("Result"))
                        && !"0".equals(values.getOrDefault("ExecMainExitTimestampMonotonic", "0"));
            default -> false;
        };
    }
}
