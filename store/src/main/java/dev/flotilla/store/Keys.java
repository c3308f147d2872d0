package dev.flotilla.store;

import dev.flotilla.model.error.FlotillaError;

/** What the store accepts as a key: printable ASCII, so that every backend sorts alike. */
final class Keys {
    private static final int MAX_LENGTH = 1024;

    private Keys() {}

    static String check(String key) {
        if (key.isEmpty()) {
            throw new FlotillaError.Invalid("a store key must not be empty").asException();
        }
        return checkPrefix(key);
    }

    static String checkPrefix(String prefix) {
        if (prefix.length() > MAX_LENGTH) {
            throw new FlotillaError.TooLarge("a store key has at most " + MAX_LENGTH + " characters, this one has "
                            + prefix.length() + ": " + prefix.substring(0, 64) + "...")
                    .asException();
        }
        for (int i = 0; i < prefix.length(); i++) {
            char c = prefix.charAt(i);
            if (c <= ' ' || c > '~') {
                throw new FlotillaError.Invalid(
                                "a store key is printable ASCII, character " + (i + 1) + " is not: " + prefix)
                        .asException();
            }
        }
        return prefix;
    }
}
