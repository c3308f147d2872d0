package dev.flotilla.model.unit;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.util.Objects;
import java.util.Optional;

/**
 * A unit's full name: {@code prefix.type}, {@code prefix@instance.type}, or {@code prefix@.type} for a template. The
 * rules are fleet's, plus two of systemd's that keep a name usable as a file's name: the part before the type is not
 * empty and not made of dots alone.
 *
 * @param value for example {@code apache@1.service}; 1 to {@value #MAX_LENGTH} characters
 */
public record UnitName(String value) implements Comparable<UnitName> {
    /** The longest name, in characters. */
    public static final int MAX_LENGTH = 256;

    private static final String PUNCTUATION = ":-_.\\@";

    /** Throws {@link FlotillaError.Invalid} when the value is no unit name. */
    public UnitName {
        Objects.requireNonNull(value, "value");
        check(value);
    }

    /** The name as written; {@link FlotillaError.Invalid} when it is none. */
    public static UnitName parse(String value) {
        return new UnitName(value);
    }

    /** A name as typed at the command line: without a known type it is a service ({@code apache@1}). */
    public static UnitName ofArgument(String argument) {
        return new UnitName(hasKnownType(argument) ? argument : argument + UnitType.SERVICE.suffix());
    }

    /** What stands before the first {@code @}, or before the type when there is none. */
    public String prefix() {
        int at = value.indexOf('@');
        return at < 0 ? withoutType() : value.substring(0, at);
    }

    /** What stands between the first {@code @} and the type; empty for plain units and for templates. */
    public Optional<String> instance() {
        int at = value.indexOf('@');
        int dot = value.lastIndexOf('.');
        return at < 0 || at + 1 == dot ? Optional.empty() : Optional.of(value.substring(at + 1, dot));
    }

    public UnitType type() {
        return UnitType.of(value.substring(value.lastIndexOf('.') + 1)).orElseThrow();
    }

    /** Whether this is {@code prefix@.type}, from which instances are made. */
    public boolean isTemplate() {
        int at = value.indexOf('@');
        return at >= 0 && at + 1 == value.lastIndexOf('.');
    }

    public boolean isInstance() {
        int at = value.indexOf('@');
        return at >= 0 && at + 1 < value.lastIndexOf('.');
    }

    /** The template an instance is made from; empty for anything but an instance. */
    public Optional<UnitName> template() {
        return isInstance() ? Optional.of(new UnitName(prefix() + "@" + type().suffix())) : Optional.empty();
    }

    /** The name without its type, for example {@code apache@1}. */
    public String withoutType() {
        return value.substring(0, value.lastIndexOf('.'));
    }

    @Override
    public int compareTo(UnitName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static boolean hasKnownType(String name) {
        return UnitType.of(name.substring(name.lastIndexOf('.') + 1)).isPresent() && name.indexOf('.') >= 0;
    }

    private static void check(String name) {
        if (name.isEmpty()) {
            throw invalid("unit name cannot be empty");
        }
        if (name.length() > MAX_LENGTH) {
            throw invalid("unit name exceeds maximum length (" + name.length() + " > " + MAX_LENGTH + ")");
        }
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            throw invalid("unit name " + quoted(name) + " must contain \".\"");
        }
        checkCharacters(name, dot);
        checkPrefix(name, dot);
        UnitType type = checkType(name, dot);
        if (name.indexOf('@') >= 0 && !type.instantiable()) {
            throw invalid("unit name " + quoted(name) + ": there are no instances of the type " + type.word());
        }
    }

    private static void checkCharacters(String name, int end) {
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            if (!isAlphanumeric(c) && PUNCTUATION.indexOf(c) < 0) {
                throw invalid("invalid character " + quoted(new String(Character.toChars(name.codePointAt(i))))
                        + " in unit name " + quoted(name));
            }
        }
    }

    private static void checkPrefix(String name, int dot) {
        if (name.startsWith("@")) {
            throw invalid("unit name " + quoted(name) + " cannot start in \"@\"");
        }
        for (int i = 0; i < dot; i++) {
            if (name.charAt(i) != '.') {
                return;
            }
        }
        throw invalid("unit name " + quoted(name) + " has nothing but dots before its type");
    }

    private static UnitType checkType(String name, int dot) {
        if (dot == name.length() - 1) {
            throw invalid("unit name " + quoted(name) + " cannot end in \".\"");
        }
        String type = name.substring(dot + 1);
        return UnitType.of(type)
                .orElseThrow(() -> invalid("invalid unit type " + quoted(type) + " in unit name " + quoted(name)));
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static String quoted(String text) {
        return Printable.quoted(text);
    }

    private static FlotillaException invalid(String message) {
        return new FlotillaError.Invalid(message, Optional.of("name"), Optional.empty()).asException();
    }
}
