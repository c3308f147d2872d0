package dev.flotilla.gateway.api;

import dev.flotilla.model.error.Position;

/**
 * A place in a text.
 *
 * @param line from 1
 * @param column from 1
 */
public record PositionJson(String source, int line, int column) {
    public static PositionJson of(Position position) {
        return new PositionJson(position.source(), position.line(), position.column());
    }
}
