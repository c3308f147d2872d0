package dev.flotilla.cloudconfig.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The machine's addresses that a cloud-config may name. {@code $private_ipv4} stands for the value of
 * {@code private_ipv4}.
 *
 * @param values by name without the dollar, for example {@code private_ipv4}; blank values count as not set
 * @param known whether a name without a value is a fault; false where the machine is not at hand
 */
public record Variables(Map<String, String> values, boolean known) {
    /** The names there are. */
    public static final List<String> NAMES = List.of("public_ipv4", "private_ipv4", "public_ipv6", "private_ipv6");

    /** Throws {@link IllegalArgumentException} for a name that no cloud-config knows, or a value of several lines. */
    public Variables {
        Map<String, String> set = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("no variable " + name + "; there are " + String.join(", ", NAMES));
            }
            if (value.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("the value of " + name + " has control characters");
            }
            if (!value.isBlank()) {
                set.put(name, value);
            }
        });
        values = Map.copyOf(set);
    }

    /** Nothing is known of the machine: its variables are neither replaced nor missed. */
    public static Variables unknown() {
        return new Variables(Map.of(), false);
    }

    /** The machine's addresses; one that is not among them is not set. */
    public static Variables of(Map<String, String> values) {
        return new Variables(values, true);
    }

    /** As {@code COREOS_PRIVATE_IPV4} and its like say. */
    public static Variables ofEnvironment(Map<String, String> environment) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : NAMES) {
            String value = environment.get(environmentName(name));
            if (value != null) {
                values.put(name, value);
            }
        }
        return of(values);
    }

    /** These, with others before them. */
    public Variables overriddenBy(Map<String, String> others) {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.putAll(others);
        return new Variables(all, known);
    }

    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** As {@code /etc/environment} gets them: {@code COREOS_PRIVATE_IPV4} and its like, those that are set, sorted. */
    public Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        values.forEach((name, value) -> environment.put(environmentName(name), value));
        return environment;
    }

    /** {@code COREOS_PRIVATE_IPV4} for {@code private_ipv4}. */
    public static String environmentName(String name) {
        return "COREOS_" + name.toUpperCase(Locale.ROOT);
    }
}
