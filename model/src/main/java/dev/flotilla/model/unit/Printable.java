package dev.flotilla.model.unit;

/** Foreign text in a message: one line, of bounded length, nothing a terminal would obey. */
final class Printable {
    private static final int LONGEST = 80;

    private Printable() {}

    static String quoted(String text) {
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints().limit(LONGEST).forEach(c -> append(shown, c));
        if (text.codePointCount(0, text.length()) > LONGEST) {
            shown.append("...");
        }
        return shown.append('"').toString();
    }

    private static void append(StringBuilder shown, int c) {
        if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
            shown.append(String.format("\\u%04x", c));
        } else {
            shown.appendCodePoint(c);
        }
    }
}
