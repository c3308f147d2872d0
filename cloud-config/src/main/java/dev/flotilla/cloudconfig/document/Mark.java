package dev.flotilla.cloudconfig.document;

/**
 * A place in a cloud-config's text.
 *
 * @param line from 1
 * @param column from 1
 */
public record Mark(int line, int column) implements Comparable<Mark> {
    /** The first character. */
    public static final Mark START = new Mark(1, 1);

    public Mark {
        if (line < 1 || column < 1) {
            throw new IllegalArgumentException("line and column start at 1");
        }
    }

    /** The place of the character at an index of the text; lines end at {@code \n}. */
    public static Mark at(String text, int index) {
        int line = 1;
        int start = 0;
        for (int i = text.indexOf('\n'); i >= 0 && i < index; i = text.indexOf('\n', start)) {
            line++;
            start = i + 1;
        }
        return new Mark(line, Math.max(0, index - start) + 1);
    }

    @Override
    public int compareTo(Mark other) {
        return line == other.line ? Integer.compare(column, other.column) : Integer.compare(line, other.line);
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
