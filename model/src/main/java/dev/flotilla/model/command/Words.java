package dev.flotilla.model.command;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a value into words as systemd does: white space separates, quotes (double or single, anywhere in a word) keep it
 * and are dropped, C escapes are replaced. An escape that means nothing stays as written, as systemd corrects it.
 */
final class Words {
    private final String option;
    private final String text;
    private int at;

    Words(String option, String text) {
        this.option = option;
        this.text = text;
        skipBlanks();
    }

    static List<String> all(String option, String text) {
        Words words = new Words(option, text);
        List<String> all = new ArrayList<>();
        while (words.hasNext()) {
            all.add(words.next());
        }
        return all;
    }

    boolean hasNext() {
        return at < text.length();
    }

    /** Whether the next word is, as written and unquoted, exactly this. */
    boolean nextIs(String raw) {
        return text.startsWith(raw, at)
                && (at + raw.length() == text.length() || isBlank(text.charAt(at + raw.length())));
    }

    void skip(String raw) {
        at += raw.length();
        skipBlanks();
    }

    String next() {
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        char quote = 0;
        while (at < text.length() && (quote != 0 || !isBlank(text.charAt(at)))) {
            char c = text.charAt(at);
            if (c == '\\') {
                takeEscape(word);
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                at++;
            } else if (c == quote) {
                quote = 0;
                at++;
            } else {
                takeCharacter(word);
            }
        }
        if (quote != 0) {
            throw OptionError.of(option, "the quote " + quote + " is not closed");
        }
        skipBlanks();
        return decoded(word);
    }

    private void takeEscape(ByteArrayOutputStream word) {
        int taken = Escapes.unescape(text, at, word);
        if (taken == 0) {
            word.write('\\');
            taken = 1;
        }
        at += taken;
    }

    private void takeCharacter(ByteArrayOutputStream word) {
        int c = text.codePointAt(at);
        word.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        at += Character.charCount(c);
    }

    private String decoded(ByteArrayOutputStream word) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(word.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw OptionError.of(option, "its escapes give bytes that are not UTF-8");
        }
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
