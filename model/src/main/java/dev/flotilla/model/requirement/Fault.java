package dev.flotilla.model.requirement;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.error.Position;
import dev.flotilla.model.unit.UnitOption;
import java.util.List;
import java.util.Optional;

/** Says where an option at fault is: by its position in the text when that is known, by its index otherwise. */
@FunctionalInterface
interface Fault {
    FlotillaException at(int index, String message);

    static Fault byIndex() {
        return (index, message) -> new FlotillaError.Invalid(
                        message, Optional.of("options[" + index + "]"), Optional.empty())
                .asException();
    }

    static Fault byPosition(List<Position> positions) {
        return (index, message) -> new FlotillaError.Invalid(
                        message, Optional.of("options[" + index + "]"), Optional.of(positions.get(index)))
                .asException();
    }

    default FlotillaException of(int index, UnitOption option, String message) {
        return at(index, "[" + option.section() + "] " + option.name() + "=: " + message);
    }
}
