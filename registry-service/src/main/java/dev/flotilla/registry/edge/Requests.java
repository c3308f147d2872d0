package dev.flotilla.registry.edge;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.wire.MachineWire;
import dev.flotilla.wire.UnitWire;
import java.util.Optional;
import java.util.function.Supplier;

/** Fields of requests that may be left out, and records that check themselves. */
final class Requests {
    private Requests() {}

    static Optional<UnitName> unit(String value, String field) {
        return value.isEmpty() ? Optional.empty() : Optional.of(UnitWire.name(value, field));
    }

    static Optional<MachineId> machine(String value, String field) {
        return value.isEmpty() ? Optional.empty() : Optional.of(MachineWire.id(value, field));
    }

    static long revision(long value, String field) {
        if (value < 0) {
            throw invalid(field, "a revision is not negative");
        }
        return value;
    }

    /** What a record of the core refuses is the fault of the field. */
    static <T> T in(String field, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw invalid(field, String.valueOf(e.getMessage()));
        }
    }

    static FlotillaException invalid(String field, String message) {
        return new FlotillaError.Invalid(message, Optional.of(field), Optional.empty()).asException();
    }
}
