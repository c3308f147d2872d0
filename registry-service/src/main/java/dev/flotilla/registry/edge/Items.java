package dev.flotilla.registry.edge;

import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.proto.v1.Change;
import dev.flotilla.proto.v1.Item;
import dev.flotilla.proto.v1.Kind;
import dev.flotilla.proto.v1.Removed;
import dev.flotilla.registry.record.Leader;
import dev.flotilla.registry.watch.ItemChange;
import dev.flotilla.registry.watch.ItemKey;
import dev.flotilla.wire.BrakeWire;
import dev.flotilla.wire.MachineWire;
import dev.flotilla.wire.PlacementWire;
import dev.flotilla.wire.StateWire;
import dev.flotilla.wire.UnitWire;
import java.util.Optional;
import java.util.Set;

/** Items and changes of a watch on the wire. */
final class Items {
    private final Set<String> unitSections;
    private final boolean summariesOnly;

    /**
     * @param unitSections the sections of unit files to send; empty for whole files
     * @param summariesOnly of explanations the summary alone
     */
    Items(Set<String> unitSections, boolean summariesOnly) {
        this.unitSections = Set.copyOf(unitSections);
        this.summariesOnly = summariesOnly;
    }

    Item item(dev.flotilla.registry.watch.Item item) {
        var message = Item.newBuilder();
        return switch (item) {
            case dev.flotilla.registry.watch.Item.OfUnit(var unit) ->
                message.setUnit(unitSections.isEmpty() ? UnitWire.toProto(unit) : UnitWire.toProto(unit, unitSections))
                        .build();
            case dev.flotilla.registry.watch.Item.OfMachine(var machine) ->
                message.setMachine(MachineWire.toProto(machine)).build();
            case dev.flotilla.registry.watch.Item.OfPlacement(var placement) ->
                message.setPlacement(PlacementWire.toProto(cut(placement))).build();
            case dev.flotilla.registry.watch.Item.OfPending(var pending) ->
                message.setPending(PlacementWire.toProto(cut(pending))).build();
            case dev.flotilla.registry.watch.Item.OfState(var state) ->
                message.setState(StateWire.toProto(state)).build();
            case dev.flotilla.registry.watch.Item.OfLeader(var leader) ->
                message.setLeader(leader(leader)).build();
            case dev.flotilla.registry.watch.Item.OfBrake(var brake) ->
                message.setBrake(BrakeWire.toProto(brake)).build();
        };
    }

    Change change(ItemChange change) {
        var message = Change.newBuilder().setRevision(change.revision()).setCause(change.cause());
        change.after()
                .ifPresentOrElse(item -> message.setPut(item(item)), () -> message.setRemoved(removed(change.key())));
        return message.build();
    }

    static dev.flotilla.proto.v1.Leader leader(Leader leader) {
        return dev.flotilla.proto.v1.Leader.newBuilder()
                .setCandidate(leader.candidate())
                .setTerm(leader.term())
                .build();
    }

    static Optional<dev.flotilla.registry.watch.Kind> kind(Kind kind) {
        return switch (kind) {
            case KIND_UNIT -> Optional.of(dev.flotilla.registry.watch.Kind.UNIT);
            case KIND_MACHINE -> Optional.of(dev.flotilla.registry.watch.Kind.MACHINE);
            case KIND_PLACEMENT -> Optional.of(dev.flotilla.registry.watch.Kind.PLACEMENT);
            case KIND_PENDING -> Optional.of(dev.flotilla.registry.watch.Kind.PENDING);
            case KIND_STATE -> Optional.of(dev.flotilla.registry.watch.Kind.STATE);
            case KIND_LEADER -> Optional.of(dev.flotilla.registry.watch.Kind.LEADER);
            case KIND_BRAKE -> Optional.of(dev.flotilla.registry.watch.Kind.BRAKE);
            case KIND_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private Placement cut(Placement placement) {
        return summariesOnly
                ? new Placement(
                        placement.unit(),
                        placement.machine(),
                        placement.term(),
                        Explanation.of(placement.explanation().summary()),
                        placement.since(),
                        placement.revision())
                : placement;
    }

    private Pending cut(Pending pending) {
        return summariesOnly
                ? new Pending(
                        pending.unit(),
                        Explanation.of(pending.explanation().summary()),
                        pending.since(),
                        pending.lostWith(),
                        pending.revision())
                : pending;
    }

    private static Removed removed(ItemKey key) {
        var message = Removed.newBuilder();
        return switch (key) {
            case ItemKey.OfUnit(var unit) ->
                message.setKind(Kind.KIND_UNIT).setName(unit.value()).build();
            case ItemKey.OfMachine(var machine) ->
                message.setKind(Kind.KIND_MACHINE).setName(machine.value()).build();
            case ItemKey.OfPlacement(var unit) ->
                message.setKind(Kind.KIND_PLACEMENT).setName(unit.value()).build();
            case ItemKey.OfPending(var unit) ->
                message.setKind(Kind.KIND_PENDING).setName(unit.value()).build();
            case ItemKey.OfState(var machine, var unit) ->
                message.setKind(Kind.KIND_STATE)
                        .setName(unit.value())
                        .setMachineId(machine.value())
                        .build();
            case ItemKey.OfLeader() -> message.setKind(Kind.KIND_LEADER).build();
            case ItemKey.OfBrake() -> message.setKind(Kind.KIND_BRAKE).build();
        };
    }
}
