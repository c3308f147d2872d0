package dev.flotilla.cloudconfig.document;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key of cloud-config: a line of the table {@link Schema}.
 *
 * @param name with underscores
 * @param valid what a value that is not zero has to look like
 * @param allowed the same for a person: {@code etcd-lock, reboot or off}; blank when there is no rule
 * @param deprecated why the key should no longer be used
 * @param environment the environment variable the value becomes
 */
public record Key(
        String name,
        Type type,
        Optional<Pattern> valid,
        String allowed,
        Optional<String> deprecated,
        Optional<String> environment) {

    static Key of(String name, Type type) {
        return new Key(name, type, Optional.empty(), "", Optional.empty(), Optional.empty());
    }

    Key valid(String regex, String allowedWords) {
        return new Key(name, type, Optional.of(Pattern.compile(regex)), allowedWords, deprecated, environment);
    }

    Key deprecated(String reason) {
        return new Key(name, type, valid, allowed, Optional.of(reason), environment);
    }

    Key environment(String variable) {
        return new Key(name, type, valid, allowed, deprecated, Optional.of(variable));
    }

    /** Whether the rule lets the text pass; always when there is none. */
    public boolean allows(String text) {
        return valid.map(pattern -> pattern.matcher(text).find()).orElse(true);
    }
}
