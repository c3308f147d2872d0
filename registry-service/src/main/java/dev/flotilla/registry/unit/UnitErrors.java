package dev.flotilla.registry.unit;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitName;

/** What can be wrong with a call about a unit. */
final class UnitErrors {
    private UnitErrors() {}

    static FlotillaException unknown(UnitName name) {
        return new FlotillaError.NotFound("unit " + name + " does not exist").asException();
    }

    /** fleet's words for it. */
    static FlotillaException noOptions() {
        return new FlotillaError.Conflict("unit does not exist and options field empty").asException();
    }

    /** fleet's words for it, too. */
    static FlotillaException noDesiredState() {
        return new FlotillaError.Conflict("must provide DesiredState to update existing unit").asException();
    }

    static FlotillaException moved(UnitName name, long expected, long actual) {
        return new FlotillaError.Conflict(
                        "unit " + name + " is at revision " + actual + ", not " + expected + ": somebody changed it")
                .asException();
    }

    static FlotillaException busy(UnitName name) {
        return new FlotillaError.Conflict("unit " + name + " is being changed by others all the time; try again")
                .asException();
    }

    static FlotillaException unclear(UnitName name, String reason) {
        return new FlotillaError.Unavailable("the store did not say whether unit " + name + " was changed (" + reason
                        + "); look at it before trying again")
                .asException();
    }
}
