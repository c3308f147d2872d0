package dev.flotilla.gateway.event;

import dev.flotilla.client.watch.WatchChange;
import dev.flotilla.gateway.view.Records;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.Optional;

/** What it means that a record is gone. */
final class Removal {
    /** How the registry words the cause of a user's removal: the record that could say who is gone. */
    private static final String DESTROYED_BY = "destroyed by ";

    private final WatchChange.Removed removed;
    private final Instant now;

    Removal(WatchChange.Removed removed, Instant now) {
        this.removed = removed;
        this.now = now;
    }

    Event ofUnit() {
        Optional<String> by = Optional.of(removed.cause())
                .filter(cause -> cause.startsWith(DESTROYED_BY))
                .map(cause -> cause.substring(DESTROYED_BY.length()));
        return event(EventType.UNIT_DESTROYED)
                .unit(unit())
                .by(by.orElse(""))
                .says(unit() + " was destroyed" + by.map(Words::by).orElseGet(() -> Words.because(removed.cause())));
    }

    Optional<Event> ofPlacement(Records before) {
        return before.placement(unit()).map(old -> event(EventType.UNIT_UNPLACED)
                .unit(unit())
                .machine(old.machine())
                .fromMachine(old.machine())
                .says(unit() + " was taken off " + PlacementEvents.shown(old.machine(), before)
                        + Words.because(removed.cause())));
    }

    Event ofState() {
        var machine = new MachineId(removed.machineId());
        return event(EventType.UNIT_STATE_GONE)
                .unit(unit())
                .machine(machine)
                .says(machine.shortForm() + " has " + unit() + " no more" + Words.because(removed.cause()));
    }

    Event ofMachine() {
        var machine = new MachineId(removed.name());
        return event(EventType.MACHINE_REMOVED)
                .machine(machine)
                .says("machine " + machine.shortForm() + " was removed" + Words.because(removed.cause()));
    }

    Optional<Event> ofLeader(Records before) {
        return before.leader().map(old -> event(EventType.LEADER_LOST)
                .by(old.candidate())
                .says(old.candidate() + " leads no more" + Words.because(removed.cause())));
    }

    Optional<Event> ofBrake(Records before) {
        return before.brake().engaged()
                ? Optional.of(ControlEvents.released(removed.revision(), now, ""))
                : Optional.empty();
    }

    private UnitName unit() {
        return new UnitName(removed.name());
    }

    private EventBuilder event(EventType type) {
        return new EventBuilder(type, removed.revision(), now).cause(removed.cause());
    }
}
