package dev.flotilla.model.command;

import dev.flotilla.model.error.FlotillaError;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One command of {@code ExecStart=} and its like, by the rules of systemd.service(5), "COMMAND LINES". Specifiers and
 * variables are still in it: {@link #withSpecifiers} and {@link #argv} replace them, in this order, as systemd does.
 *
 * @param prefixes what stands before the path
 * @param path of the executable, absolute or a plain name
 * @param argv0 what the program is called instead, with the prefix {@code @}
 * @param arguments the words after it
 */
public record CommandLine(Set<Prefix> prefixes, String path, Optional<String> argv0, List<String> arguments) {

    /** The special characters that may stand before an executable's path. */
    public enum Prefix {
        /** {@code -}: a failure counts as success. */
        IGNORE_FAILURE,
        /** {@code @}: the second word is the program's name. */
        ARGV0,
        /** {@code :}: variables are left alone. */
        NO_EXPANSION,
        /** {@code +}: with full privileges. */
        FULL_PRIVILEGES,
        /** {@code !} or {@code !!}: with elevated privileges. */
        ELEVATED_PRIVILEGES
    }

    private static final String SEPARATOR = ";";
    private static final String ESCAPED_SEPARATOR = "\\;";

    public CommandLine {
        prefixes = Set.copyOf(prefixes);
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(argv0, "argv0");
        arguments = List.copyOf(arguments);
    }

    /** As {@link #parse(String, String)} for {@code ExecStart}. */
    public static List<CommandLine> parse(String value) {
        return parse("ExecStart", value);
    }

    /**
     * The commands of a value: several are separated by a semicolon that is a word of its own. An empty value has none
     * (and takes back those before it, which is the caller's to do).
     *
     * @param option named in {@link FlotillaError.Invalid}
     */
    public static List<CommandLine> parse(String option, String value) {
        Words words = new Words(option, value);
        List<CommandLine> commands = new ArrayList<>();
        while (words.hasNext()) {
            if (words.nextIs(SEPARATOR)) {
                words.skip(SEPARATOR);
            } else {
                commands.add(one(option, words));
            }
        }
        return List.copyOf(commands);
    }

    public boolean ignoresFailure() {
        return prefixes.contains(Prefix.IGNORE_FAILURE);
    }

    /** The same command with the specifiers of every word replaced; a value with spaces stays one word. */
    public CommandLine withSpecifiers(String option, Specifiers specifiers) {
        return new CommandLine(
                prefixes,
                specifiers.expand(option, path),
                argv0.map(name -> specifiers.expand(option, name)),
                arguments.stream().map(word -> specifiers.expand(option, word)).toList());
    }

    /**
     * What to execute: the path, then the arguments with variables replaced (see {@link Variables}). {@link #argv0} is
     * not part of it, as Java cannot start a program under another name.
     */
    public List<String> argv(Map<String, String> environment) {
        List<String> argv = new ArrayList<>();
        argv.add(path);
        argv.addAll(prefixes.contains(Prefix.NO_EXPANSION) ? arguments : Variables.expand(arguments, environment));
        return List.copyOf(argv);
    }

    private static CommandLine one(String option, Words words) {
        String first = words.next();
        Set<Prefix> prefixes = EnumSet.noneOf(Prefix.class);
        int at = 0;
        while (at < first.length()) {
            Optional<Prefix> prefix = prefix(first.charAt(at));
            if (prefix.isEmpty()) {
                break;
            }
            prefixes.add(prefix.get());
            at++;
        }
        String path = checkedPath(option, first.substring(at));
        List<String> rest = new ArrayList<>();
        while (words.hasNext() && !words.nextIs(SEPARATOR)) {
            if (words.nextIs(ESCAPED_SEPARATOR)) {
                words.skip(ESCAPED_SEPARATOR);
                rest.add(SEPARATOR);
            } else {
                rest.add(words.next());
            }
        }
        Optional<String> argv0 = Optional.empty();
        if (prefixes.contains(Prefix.ARGV0)) {
            if (rest.isEmpty()) {
                throw OptionError.of(option, "with the prefix @ a second word names the program");
            }
            argv0 = Optional.of(rest.removeFirst());
        }
        return new CommandLine(prefixes, path, argv0, rest);
    }

    private static Optional<Prefix> prefix(char c) {
        return switch (c) {
            case '-' -> Optional.of(Prefix.IGNORE_FAILURE);
            case '@' -> Optional.of(Prefix.ARGV0);
            case ':' -> Optional.of(Prefix.NO_EXPANSION);
            case '+' -> Optional.of(Prefix.FULL_PRIVILEGES);
            case '!' -> Optional.of(Prefix.ELEVATED_PRIVILEGES);
            default -> Optional.empty();
        };
    }

    private static String checkedPath(String option, String path) {
        if (path.isEmpty()) {
            throw OptionError.of(option, "the path of the executable is empty");
        }
        if (path.endsWith("/")) {
            throw OptionError.of(option, "\"" + path + "\" is a directory");
        }
        if (path.indexOf('/') > 0 && path.charAt(0) != '%') {
            throw OptionError.of(option, "the path \"" + path + "\" is neither absolute nor a plain name");
        }
        return path;
    }
}
