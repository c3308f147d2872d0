package dev.flotilla.model.join;

import java.util.random.RandomGenerator;

/** Random words of letters and digits that nobody confuses: five bits each. */
final class RandomWords {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

    private RandomWords() {}

    static String next(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        StringBuilder word = new StringBuilder(length);
        for (byte b : bytes) {
            word.append(LETTERS.charAt(b & 31));
        }
        return word.toString();
    }
}
