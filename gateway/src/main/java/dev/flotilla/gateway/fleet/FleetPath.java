package dev.flotilla.gateway.fleet;

import java.util.List;
import java.util.Optional;

/** Which requests fleet's API knows, and how it refuses the others. */
public sealed interface FleetPath {
    /** Both prefixes mean the same. */
    List<String> PREFIXES = List.of("/fleet/v1", "/v1-alpha");

    /** There is such a resource, and it has the method. */
    record Known() implements FleetPath {}

    /** There is no such resource. */
    record Unknown() implements FleetPath {}

    /**
     * There is such a resource, without that method.
     *
     * @param allowed the methods it has
     */
    record Refused(List<String> allowed, String message) implements FleetPath {}

    /** What follows the prefix, with its slash; empty when the path is not of fleet's API. */
    static Optional<String> below(String rawPath) {
        return PREFIXES.stream()
                .filter(prefix -> rawPath.equals(prefix) || rawPath.startsWith(prefix + "/"))
                .map(prefix -> rawPath.substring(prefix.length()))
                .findFirst();
    }

    /**
     * @param below what follows the prefix, not decoded, for example {@code /units/a.service}
     */
    static FleetPath judge(String below, String method) {
        if (below.isEmpty()) {
            return new Refused(List.of(), "the API's root has no methods");
        }
        String[] parts = below.substring(1).split("/", -1);
        boolean item = parts.length == 2 && !parts[1].isEmpty();
        if (parts.length > 1 && !item) {
            return new Unknown();
        }
        return switch (parts[0]) {
            case "units" -> item ? allow(method, "GET", "PUT", "DELETE") : allow(method, "GET");
            case "state" -> allow(method, "GET");
            case "machines" -> item ? new Unknown() : allow(method, "GET", "PATCH");
            case "discovery" -> item ? new Unknown() : allow(method, "GET");
            default -> new Unknown();
        };
    }

    private static FleetPath allow(String method, String... allowed) {
        List<String> methods = List.of(allowed);
        return methods.contains(method)
                ? new Known()
                : new Refused(methods, "only " + listed(methods) + " supported against this resource");
    }

    private static String listed(List<String> methods) {
        int last = methods.size() - 1;
        return last == 0
                ? methods.getFirst()
                : String.join(", ", methods.subList(0, last)) + " and " + methods.get(last);
    }
}
