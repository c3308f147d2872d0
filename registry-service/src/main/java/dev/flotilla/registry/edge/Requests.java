package dev.flotilla.registry.edge;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.wire.MachineWire;
import dev.flotilla.wire.UnitWire;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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

    /**
     * Whether the caller of the current call still waits: it did not cancel, its connection stands, and its deadline is not
     * over. Ask for it on the thread that serves the call; the answer may be read on any.
     */
    static BooleanSupplier stillWanted(StreamObserver<?> observer) {
        Context call = Context.current();
        Optional<Deadline> deadline = Optional.ofNullable(call.getDeadline());
        return () -> !call.isCancelled()
                && deadline.filter(Deadline::isExpired).isEmpty()
                && !(observer instanceof ServerCallStreamObserver<?> stream && stream.isCancelled());
    }

    static FlotillaException invalid(String field, String message) {
        return new FlotillaError.Invalid(message, Optional.of(field), Optional.empty()).asException();
    }
}
