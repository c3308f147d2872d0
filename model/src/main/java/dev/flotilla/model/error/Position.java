package dev.flotilla.model.error;

import java.util.Objects;

/**
 * A place in a text.
 *
 * @param source the file's or unit's name
 * @param line from 1
 * @param column from 1
 */
public record Position(String source, int line, int column) {
    public Position {
        Objects.requireNonNull(source, "source");
        if (line < 1 || column < 1) {
            throw new IllegalArgumentException("line and column start at 1");
        }
    }

    @Override
    public String toString() {
        return source + ":" + line + ":" + column;
    }
}
