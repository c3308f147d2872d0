package dev.flotilla.cloudconfig.validate;

import java.util.List;
import java.util.Optional;

/** Words for a person: what was probably meant, and texts short enough to be read. */
final class Spelling {
    private static final int LONGEST_QUOTE = 60;
    private static final int LONGEST_WORD = 64;

    private Spelling() {}

    /** The known word that differs least, when that is little. */
    static Optional<String> nearest(String word, List<String> known) {
        String best = "";
        int least = Math.max(1, word.length() / 3) + 1;
        if (word.length() > LONGEST_WORD) {
            return Optional.empty();
        }
        for (String candidate : known) {
            // Many leave out the underscore: dropins.
            int distance = candidate.replace("_", "").equals(word) ? 0 : distance(word, candidate);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /** In quotes, shortened, on one line. */
    static String quoted(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return "\"" + (line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "..." : line) + "\"";
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
