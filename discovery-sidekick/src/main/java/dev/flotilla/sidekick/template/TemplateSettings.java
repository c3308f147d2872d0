package dev.flotilla.sidekick.template;

import dev.flotilla.sidekick.directory.Follower.Debounce;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One file made from a template.
 *
 * @param name what the template is called in messages, and its mark in the state directory
 * @param source the template
 * @param destination the file; its directory exists
 * @param permissions of the file; empty: as the file has them, a new one 0644
 * @param check looks at the new file before it takes its place; {@code {src}} stands for its path. Empty: no check
 * @param reload makes the program read it. Empty: nobody is told
 * @param debounce how a burst of changes is waited out
 * @param timeout how long a command may run
 */
public record TemplateSettings(
        String name,
        Path source,
        Path destination,
        Optional<Set<PosixFilePermission>> permissions,
        Optional<String> check,
        Optional<String> reload,
        Debounce debounce,
        Duration timeout) {
    public TemplateSettings {
        if (!name.matches("[A-Za-z0-9_.-]+")) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of a template");
        }
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(debounce, "debounce");
        if (!destination.isAbsolute()) {
            throw new IllegalArgumentException("the destination " + destination + " is not absolute");
        }
        permissions = permissions.map(Set::copyOf);
        if (check.isPresent() && !check.get().contains("{src}")) {
            throw new IllegalArgumentException(
                    "the check command \"" + check.get() + "\" does not look at the new file: it lacks {src}");
        }
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("a command takes longer than " + timeout);
        }
    }

    /** Reads {@code 0640}. */
    public static Set<PosixFilePermission> permissions(String octal) {
        if (!octal.matches("0?[0-7]{3}")) {
            throw new IllegalArgumentException("\"" + octal + "\" is no mode such as 0644");
        }
        StringBuilder text = new StringBuilder();
        for (char digit : octal.substring(octal.length() - 3).toCharArray()) {
            int bits = digit - '0';
            text.append((bits & 4) != 0 ? 'r' : '-');
            text.append((bits & 2) != 0 ? 'w' : '-');
            text.append((bits & 1) != 0 ? 'x' : '-');
        }
        return PosixFilePermissions.fromString(text.toString());
    }
}
