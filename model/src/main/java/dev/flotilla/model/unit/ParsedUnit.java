package dev.flotilla.model.unit;

import dev.flotilla.model.error.Position;
import java.util.List;

/**
 * A unit file and where each of its options stood in the text, so that a later check can point there.
 *
 * @param positions of the options' names, parallel to {@code file.options()}
 */
public record ParsedUnit(UnitFile file, List<Position> positions) {
    public ParsedUnit {
        positions = List.copyOf(positions);
        if (positions.size() != file.options().size()) {
            throw new IllegalArgumentException("one position for each option");
        }
    }
}
