package dev.flotilla.cloudconfig.validate;

import java.util.Locale;

/** How bad a finding is. */
public enum Severity {
    /** It will not do what it says; nothing is applied while there is one. */
    ERROR,
    /** It can be applied, but probably does something else than meant. */
    WARNING,
    /** Good to know. */
    INFO;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
