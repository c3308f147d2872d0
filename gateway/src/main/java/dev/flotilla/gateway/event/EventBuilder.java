package dev.flotilla.gateway.event;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.Optional;

/** Gathers an event's optional parts. */
final class EventBuilder {
    private final EventType type;
    private final long revision;
    private final Instant time;
    private Optional<UnitName> unit = Optional.empty();
    private Optional<MachineId> machine = Optional.empty();
    private Optional<MachineId> fromMachine = Optional.empty();
    private String cause = "";
    private String by = "";
    private String state = "";

    EventBuilder(EventType type, long revision, Instant time) {
        this.type = type;
        this.revision = revision;
        this.time = time;
    }

    EventBuilder unit(UnitName value) {
        unit = Optional.of(value);
        return this;
    }

    EventBuilder machine(MachineId value) {
        machine = Optional.of(value);
        return this;
    }

    EventBuilder fromMachine(MachineId value) {
        fromMachine = Optional.of(value);
        return this;
    }

    EventBuilder cause(String value) {
        cause = value;
        return this;
    }

    EventBuilder by(String value) {
        by = value;
        return this;
    }

    EventBuilder state(String value) {
        state = value;
        return this;
    }

    Event says(String sentence) {
        return new Event(revision, time, type, sentence, unit, machine, fromMachine, cause, by, state);
    }
}
