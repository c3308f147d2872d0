package dev.flotilla.cloudconfig.validate;

/** Permission bits for a person. */
final class Modes {
    private static final String LETTERS = "rwxrwxrwx";

    private Modes() {}

    /** For example {@code r---w----}. */
    static String words(int mode) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < LETTERS.length(); i++) {
            words.append((mode >> (LETTERS.length() - 1 - i) & 1) == 1 ? LETTERS.charAt(i) : '-');
        }
        return words.toString();
    }
}
