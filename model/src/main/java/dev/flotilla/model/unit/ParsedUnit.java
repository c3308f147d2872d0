package dev.flotilla.model.unit;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.Position;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A unit file and where each of its options stood in the text, so that a later check can point there.
 *
 * @param positions of the options' names, parallel to {@code file.options()}
 */
public record ParsedUnit(UnitFile file, List<Position> positions) {
    private static final Pattern OPTION = Pattern.compile("^options\\[([0-9]{1,6})]");

    public ParsedUnit {
        positions = List.copyOf(positions);
        if (positions.size() != file.options().size()) {
            throw new IllegalArgumentException("one position for each option");
        }
    }

    /** The fault with its place in the text, when it is that of an option and says which but not where. */
    public FlotillaError.Invalid placed(FlotillaError.Invalid fault) {
        Matcher option = OPTION.matcher(fault.field().orElse(""));
        if (fault.position().isPresent() || !option.find()) {
            return fault;
        }
        int index = Integer.parseInt(option.group(1));
        return index < positions.size()
                ? new FlotillaError.Invalid(fault.message(), fault.field(), Optional.of(positions.get(index)))
                : fault;
    }
}
