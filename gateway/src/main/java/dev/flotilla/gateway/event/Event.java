package dev.flotilla.gateway.event;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that happened.
 *
 * @param revision of the change
 * @param time when the record says it happened, else when it was heard of
 * @param sentence for a person
 * @param fromMachine where the unit was before
 * @param cause why, in the writer's words; may be empty
 * @param by who asked; may be empty
 * @param state the unit's state or desired state, where that is what changed; else empty
 */
public record Event(
        long revision,
        Instant time,
        EventType type,
        String sentence,
        Optional<UnitName> unit,
        Optional<MachineId> machine,
        Optional<MachineId> fromMachine,
        String cause,
        String by,
        String state) {
    public Event {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(sentence, "sentence");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(fromMachine, "fromMachine");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(state, "state");
    }
}
