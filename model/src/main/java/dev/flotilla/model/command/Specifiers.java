package dev.flotilla.model.command;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.UnitName;
import java.util.Objects;

/**
 * The specifiers of systemd.unit(5) and what they stand for: those of the unit's name, and those of its machine.
 *
 * @param unit {@code %n %N %p %P %i %I %j %J}
 * @param host {@code %H}, {@code %l}
 * @param machine {@code %m %b %v}
 * @param directories {@code %t %S %C %L %T %V}
 * @param user {@code %h %u %U %s}
 */
public record Specifiers(UnitName unit, String host, Machine machine, Directories directories, User user) {

    /**
     * What the machine is called.
     *
     * @param id {@code %m}
     * @param bootId {@code %b}
     * @param kernelRelease {@code %v}
     */
    public record Machine(String id, String bootId, String kernelRelease) {}

    /**
     * Where units keep things.
     *
     * @param runtime {@code %t}
     * @param state {@code %S}
     * @param cache {@code %C}
     * @param logs {@code %L}
     * @param temporary {@code %T}
     * @param persistentTemporary {@code %V}
     */
    public record Directories(
            String runtime, String state, String cache, String logs, String temporary, String persistentTemporary) {
        /** As the system's service manager has them. */
        public static final Directories OF_SYSTEM =
                new Directories("/run", "/var/lib", "/var/cache", "/var/log", "/tmp", "/var/tmp");
    }

    /**
     * Whom the service manager runs as.
     *
     * @param name {@code %u}
     * @param id {@code %U}
     * @param home {@code %h}
     * @param shell {@code %s}
     */
    public record User(String name, String id, String home, String shell) {}

    public Specifiers {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(directories, "directories");
        Objects.requireNonNull(user, "user");
    }

    /**
     * The value with every specifier replaced; {@code %%} is a percent sign.
     *
     * @param option named in {@link FlotillaError.Invalid} when the value has a specifier that we do not know
     */
    public String expand(String option, String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        StringBuilder expanded = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '%') {
                expanded.append(c);
            } else if (i + 1 < value.length()) {
                i++;
                expanded.append(expansion(option, value.charAt(i)));
            } else {
                throw OptionError.of(option, "a percent sign at the end: write %% for one");
            }
        }
        return expanded.toString();
    }

    private String expansion(String option, char specifier) {
        return switch (specifier) {
            case '%' -> "%";
            case 'n' -> unit.value();
            case 'N' -> unit.withoutType();
            case 'p' -> unit.prefix();
            case 'P' -> unescaped(unit.prefix());
            case 'i' -> instance();
            case 'I' -> unescaped(instance());
            case 'j' -> lastPartOfPrefix();
            case 'J' -> unescaped(lastPartOfPrefix());
            case 'H' -> host;
            case 'l' -> host.split("\\.", 2)[0];
            case 'm' -> machine.id();
            case 'b' -> machine.bootId();
            case 'v' -> machine.kernelRelease();
            case 't' -> directories.runtime();
            case 'S' -> directories.state();
            case 'C' -> directories.cache();
            case 'L' -> directories.logs();
            case 'T' -> directories.temporary();
            case 'V' -> directories.persistentTemporary();
            case 'h' -> user.home();
            case 'u' -> user.name();
            case 'U' -> user.id();
            case 's' -> user.shell();
            default -> throw OptionError.of(option, "unknown specifier \"%" + specifier + "\"");
        };
    }

    private String instance() {
        return unit.instance().orElse("");
    }

    private String lastPartOfPrefix() {
        String prefix = unit.prefix();
        return prefix.substring(prefix.lastIndexOf('-') + 1);
    }

    /** The escaping of systemd-escape(1) undone: a dash is a slash, {@code \x2d} a character. */
    private static String unescaped(String text) {
        return UnitNameEscape.unescape(text);
    }
}
