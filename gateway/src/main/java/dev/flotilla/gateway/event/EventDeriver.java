package dev.flotilla.gateway.event;

import dev.flotilla.client.Leader;
import dev.flotilla.client.watch.WatchChange;
import dev.flotilla.client.watch.WatchItem;
import dev.flotilla.gateway.view.Records;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.Unit;
import java.time.Clock;
import java.util.Optional;

/** Says what a change means to a person, given what was known before it. Changes nobody could notice say nothing. */
public final class EventDeriver {
    private final Clock clock;

    /**
     * @param clock for what carries no time of its own
     */
    public EventDeriver(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param before the records without the change
     */
    public Optional<Event> of(WatchChange change, Records before) {
        return switch (change) {
            case WatchChange.Put put -> ofPut(put, before);
            case WatchChange.Removed removed -> ofRemoval(removed, before);
        };
    }

    private Optional<Event> ofPut(WatchChange.Put put, Records before) {
        long revision = put.revision();
        String cause = put.cause();
        return switch (put.item()) {
            case WatchItem.OfUnit(Unit unit) -> UnitEvents.of(unit, before.unit(unit.name()), revision, cause);
            case WatchItem.OfPlacement(Placement placement) -> PlacementEvents.of(placement, before, revision, cause);
            case WatchItem.OfPending(Pending pending) -> PlacementEvents.of(pending, before, revision, cause);
            case WatchItem.OfState(UnitState state) ->
                StateEvents.of(state, before.state(state.unit(), state.machine()), revision);
            case WatchItem.OfMachine(Machine machine) ->
                MachineEvents.of(machine, before.machine(machine.id()), revision, cause);
            case WatchItem.OfLeader(Leader leader) ->
                ControlEvents.of(leader, before.leader(), revision, clock.instant());
            case WatchItem.OfBrake(Brake brake) -> ControlEvents.of(brake, before.brake(), revision);
        };
    }

    private Optional<Event> ofRemoval(WatchChange.Removed removed, Records before) {
        var removal = new Removal(removed, clock.instant());
        return switch (removed.kind()) {
            case UNIT -> Optional.of(removal.ofUnit());
            case PLACEMENT -> removal.ofPlacement(before);
            case PENDING -> Optional.empty();
            case STATE -> Optional.of(removal.ofState());
            case MACHINE -> Optional.of(removal.ofMachine());
            case LEADER -> removal.ofLeader(before);
            case BRAKE -> removal.ofBrake(before);
        };
    }
}
