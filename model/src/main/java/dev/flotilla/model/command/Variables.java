package dev.flotilla.model.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Variables in command lines, by systemd.service(5): {@code ${NAME}} anywhere in a word is replaced and stays within it,
 * {@code $NAME} as a word of its own becomes as many words as its value has (none when it is unset), {@code $$} is a
 * dollar sign. Anything else with a dollar sign is left as it is.
 */
public final class Variables {
    private Variables() {}

    /** The words with variables replaced by the environment's values; an unset one is empty. */
    public static List<String> expand(List<String> words, Map<String, String> environment) {
        List<String> expanded = new ArrayList<>();
        for (String word : words) {
            if (isVariable(word)) {
                expanded.addAll(splitValue(environment.getOrDefault(word.substring(1), "")));
            } else {
                expanded.add(replace(word, environment));
            }
        }
        return List.copyOf(expanded);
    }

    private static boolean isVariable(String word) {
        return word.length() > 1 && word.charAt(0) == '$' && Environment.isName(word.substring(1));
    }

    private static String replace(String word, Map<String, String> environment) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < word.length()) {
            int close = word.startsWith("${", at) ? word.indexOf('}', at) : -1;
            if (close >= 0) {
                text.append(environment.getOrDefault(word.substring(at + 2, close), ""));
                at = close + 1;
            } else if (word.startsWith("$$", at)) {
                text.append('$');
                at += 2;
            } else {
                text.append(word.charAt(at));
                at++;
            }
        }
        return text.toString();
    }

    /** Quotes in a value keep white space; unlike in a unit file, one that is not closed ends with the value. */
    private static List<String> splitValue(String value) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quote == 0 && Words.isBlank(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                inWord = false;
                continue;
            }
            inWord = true;
            if (c == '\\' && i + 1 < value.length()) {
                i++;
                word.append(value.charAt(i));
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else {
                word.append(c);
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
