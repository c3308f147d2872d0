package dev.flotilla.model.command;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.util.Optional;

/** An error in an option's value: it begins with the option's name, which is also its field. */
final class OptionError {
    private OptionError() {}

    static FlotillaException of(String option, String message) {
        return new FlotillaError.Invalid(option + "=: " + message, Optional.of(option), Optional.empty()).asException();
    }
}
