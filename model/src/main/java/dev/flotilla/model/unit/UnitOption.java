package dev.flotilla.model.unit;

import java.util.Objects;

/**
 * One {@code Name=value} of a unit file.
 *
 * @param section without brackets, for example {@code X-Fleet}
 * @param name for example {@code ExecStart}
 * @param value as written, without white space at its ends; a continued line keeps its backslash and line break
 */
public record UnitOption(String section, String name, String value) {
    public UnitOption {
        Objects.requireNonNull(section, "section");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
    }

    /**
     * What the value means to systemd: continued lines joined (the backslash becomes a space), comment lines between them
     * left out.
     */
    public String effectiveValue() {
        return OptionValue.joined(value);
    }

    @Override
    public String toString() {
        return "[" + section + "] " + name + "=" + value;
    }
}
