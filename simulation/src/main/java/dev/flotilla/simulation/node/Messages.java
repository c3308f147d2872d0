package dev.flotilla.simulation.node;

import dev.flotilla.client.placement.PlacementChange.Decision;
import dev.flotilla.client.session.AgentMessage;
import dev.flotilla.client.session.RegistryMessage;
import dev.flotilla.client.watch.WatchChange;
import dev.flotilla.client.watch.WatchItem;
import dev.flotilla.client.watch.WatchKind;
import dev.flotilla.registry.placement.PlacementChange;
import dev.flotilla.registry.session.Hello;
import dev.flotilla.registry.session.ToAgent;
import dev.flotilla.registry.state.StateReport;
import dev.flotilla.registry.watch.Item;
import dev.flotilla.registry.watch.ItemChange;
import dev.flotilla.registry.watch.ItemKey;
import java.util.List;
import java.util.Optional;

/** What the wire would do: a client's words as the registry's and back. */
final class Messages {
    private Messages() {}

    static Hello hello(AgentMessage.Hello hello) {
        return new Hello(
                hello.machine(),
                hello.bootId(),
                hello.primaryIp(),
                hello.metadata(),
                hello.capacity(),
                hello.agentEndpoint(),
                hello.agentVersion(),
                hello.held());
    }

    static StateReport report(AgentMessage.StateReport report) {
        return new StateReport(report.complete(), report.changed(), report.removed(), report.sequence());
    }

    static RegistryMessage toAgent(ToAgent message) {
        return switch (message) {
            case ToAgent.Welcome welcome ->
                new RegistryMessage.Welcome(welcome.session(), welcome.heartbeat(), welcome.ttl(), welcome.replica());
            case ToAgent.Assignments assignments ->
                new RegistryMessage.Assignments(
                        assignments.revision(),
                        assignments.complete(),
                        assignments.units().stream()
                                .map(assigned -> new RegistryMessage.AssignedUnit(
                                        assigned.unit().name(),
                                        assigned.unit().hash(),
                                        assigned.unit().desired(),
                                        assigned.withFile()
                                                ? Optional.of(assigned.unit().file())
                                                : Optional.empty(),
                                        assigned.unit().changed()))
                                .toList(),
                        assignments.removed());
            case ToAgent.HeartbeatAck(long sequence) -> new RegistryMessage.HeartbeatAck(sequence);
            case ToAgent.StateAck(long sequence) -> new RegistryMessage.StateAck(sequence);
            case ToAgent.Refused(String reason, boolean fatal, boolean unwanted) ->
                new RegistryMessage.Refused(reason, fatal, unwanted);
        };
    }

    static List<PlacementChange> plan(List<dev.flotilla.client.placement.PlacementChange> changes) {
        return changes.stream().map(Messages::change).toList();
    }

    /** The deliberate breakage: it does not matter which machine a unit leaves. */
    static PlacementChange leavingAny(PlacementChange change) {
        return new PlacementChange(
                change.unit(),
                change.unitRevision(),
                change.placementRevision(),
                0,
                change.action(),
                change.guards(),
                change.cause());
    }

    private static PlacementChange change(dev.flotilla.client.placement.PlacementChange change) {
        PlacementChange.Action action =
                switch (change.decision()) {
                    case Decision.Place(var machine, long revision, var explanation) ->
                        new PlacementChange.Place(machine, revision, explanation);
                    case Decision.Unplace(var explanation) -> new PlacementChange.Unplace(explanation);
                    case Decision.Wait(var explanation) -> new PlacementChange.Wait(explanation);
                };
        return new PlacementChange(
                change.unit(),
                change.unitRevision(),
                change.placementRevision(),
                change.leftMachineRevision(),
                action,
                change.guards().stream()
                        .map(guard ->
                                new PlacementChange.Guard(guard.unit(), guard.placementRevision(), guard.machine()))
                        .toList(),
                change.cause());
    }

    static WatchItem item(Item item) {
        return switch (item) {
            case Item.OfUnit(var unit) -> new WatchItem.OfUnit(unit);
            case Item.OfMachine(var machine) -> new WatchItem.OfMachine(machine);
            case Item.OfPlacement(var placement) -> new WatchItem.OfPlacement(placement);
            case Item.OfPending(var pending) -> new WatchItem.OfPending(pending);
            case Item.OfState(var state) -> new WatchItem.OfState(state);
            case Item.OfLeader(var leader) ->
                new WatchItem.OfLeader(new dev.flotilla.client.Leader(leader.candidate(), leader.term()));
            case Item.OfBrake(var brake) -> new WatchItem.OfBrake(brake);
        };
    }

    static WatchChange change(ItemChange change) {
        return change.after()
                .<WatchChange>map(item -> new WatchChange.Put(change.revision(), item(item), change.cause()))
                .orElseGet(() -> removed(change));
    }

    private static WatchChange removed(ItemChange change) {
        return switch (change.key()) {
            case ItemKey.OfUnit(var unit) -> removed(change, WatchKind.UNIT, unit.value(), "");
            case ItemKey.OfMachine(var machine) -> removed(change, WatchKind.MACHINE, machine.value(), "");
            case ItemKey.OfPlacement(var unit) -> removed(change, WatchKind.PLACEMENT, unit.value(), "");
            case ItemKey.OfPending(var unit) -> removed(change, WatchKind.PENDING, unit.value(), "");
            case ItemKey.OfState(var machine, var unit) ->
                removed(change, WatchKind.STATE, unit.value(), machine.value());
            case ItemKey.OfLeader() -> removed(change, WatchKind.LEADER, "", "");
            case ItemKey.OfBrake() -> removed(change, WatchKind.BRAKE, "", "");
        };
    }

    private static WatchChange removed(ItemChange change, WatchKind kind, String name, String machine) {
        return new WatchChange.Removed(change.revision(), kind, name, machine, change.cause());
    }
}
