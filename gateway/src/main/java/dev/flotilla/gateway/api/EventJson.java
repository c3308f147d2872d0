package dev.flotilla.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flotilla.gateway.event.Event;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An event in {@code /v1}. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record EventJson(
        long revision,
        Instant time,
        String type,
        String sentence,
        Optional<String> unit,
        Optional<String> machine,
        Optional<String> fromMachine,
        Optional<String> cause,
        Optional<String> by,
        Optional<String> state) {

    /** What is kept of what happened. */
    public record EventList(long revision, List<EventJson> events) {}

    /** The data of {@code ready} and {@code compacted}. */
    public record Mark(long revision) {}

    public static EventJson of(Event event) {
        return new EventJson(
                event.revision(),
                event.time(),
                event.type().word(),
                event.sentence(),
                event.unit().map(UnitName::value),
                event.machine().map(MachineId::value),
                event.fromMachine().map(MachineId::value),
                said(event.cause()),
                said(event.by()),
                said(event.state()));
    }

    private static Optional<String> said(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
