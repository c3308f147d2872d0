package dev.flotilla.model.requirement;

import java.util.ArrayList;
import java.util.List;

/**
 * A word of an option's value and the option it stands in.
 *
 * @param index of the option in its file
 * @param option its name as written
 * @param text without quotes, specifiers expanded
 * @param dependsOnInstance whether the text says something else for each instance of a template
 */
record Word(int index, String option, String text, boolean dependsOnInstance) {

    /**
     * The words of a value: separated by white space, which quotes keep. A backslash means nothing here, globs have their
     * own.
     */
    static List<String> split(String value) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                inWord = true;
            } else if (c == ' ' || c == '\t') {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("the quote " + quote + " is not closed");
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
