package dev.flotilla.model.requirement;

import dev.flotilla.model.unit.UnitName;

/** fleet's specifiers in {@code [X-Fleet]} values: {@code %n %N %p %i %%}. */
final class NameSpecifiers {
    private NameSpecifiers() {}

    /** The value with specifiers expanded; {@link IllegalArgumentException} says which one is unknown. */
    static String expand(String value, UnitName unit) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        StringBuilder expanded = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '%') {
                expanded.append(c);
                continue;
            }
            i++;
            expanded.append(i < value.length() ? expansion(value.charAt(i), unit) : unknown("%"));
        }
        return expanded.toString();
    }

    static boolean dependOnInstance(String value) {
        return value.contains("%i") || value.contains("%n") || value.contains("%N");
    }

    private static String expansion(char specifier, UnitName unit) {
        return switch (specifier) {
            case 'n' -> unit.value();
            case 'N' -> unit.withoutType();
            case 'p' -> unit.prefix();
            case 'i' -> unit.instance().orElse("");
            case '%' -> "%";
            default -> unknown("%" + specifier);
        };
    }

    private static String unknown(String specifier) {
        throw new IllegalArgumentException(
                "unknown specifier \"" + specifier + "\": here are %n, %N, %p, %i, and %% for a percent sign");
    }
}
