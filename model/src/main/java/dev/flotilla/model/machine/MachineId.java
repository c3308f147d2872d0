package dev.flotilla.model.machine;

import dev.flotilla.model.error.FlotillaError;
import java.util.Objects;
import java.util.Optional;

/**
 * Names a machine for good, usually the 32 hex digits of machine-id(5).
 *
 * @param value 1 to {@value #MAX_LENGTH} characters, without white space, control characters and {@code /}
 */
public record MachineId(String value) implements Comparable<MachineId> {
    /** The longest id, in characters. */
    public static final int MAX_LENGTH = 256;

    private static final int SHORT_LENGTH = 8;

    /** Throws {@link FlotillaError.Invalid} when the value is no machine id. */
    public MachineId {
        Objects.requireNonNull(value, "value");
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw invalid("a machine id has 1 to " + MAX_LENGTH + " characters, not " + value.length());
        }
        if (value.equals(".") || value.equals("..") || hasForbidden(value)) {
            throw invalid("a machine id has no white space, control characters or \"/\"");
        }
    }

    public static MachineId parse(String value) {
        return new MachineId(value);
    }

    /** As lists show it: the first 8 characters and {@code ...}; an id of at most 8 characters as it is. */
    public String shortForm() {
        return value.length() <= SHORT_LENGTH ? value : value.substring(0, SHORT_LENGTH) + "...";
    }

    @Override
    public int compareTo(MachineId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    /** Nearly all ids are letters and digits, and there are ids in whatever is read. */
    private static boolean hasForbidden(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= '/' && c != '-' && c != '.' || c > '~') {
                return value.codePoints().anyMatch(MachineId::isForbidden);
            }
        }
        return false;
    }

    private static boolean isForbidden(int c) {
        return c == '/'
                || Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c)
                || Character.getType(c) == Character.SURROGATE;
    }

    private static RuntimeException invalid(String message) {
        return new FlotillaError.Invalid(message, Optional.of("machineID"), Optional.empty()).asException();
    }
}
