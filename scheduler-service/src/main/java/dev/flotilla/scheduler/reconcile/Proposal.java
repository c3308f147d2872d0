package dev.flotilla.scheduler.reconcile;

import dev.flotilla.client.placement.PlacementChange;
import dev.flotilla.client.placement.PlacementChange.Decision;
import dev.flotilla.client.placement.PlacementChange.Guard;
import dev.flotilla.placement.Change;
import java.util.List;

/** A plan's changes in the registry's words. */
final class Proposal {
    private Proposal() {}

    static List<PlacementChange> of(List<Change> changes) {
        return changes.stream().map(Proposal::of).toList();
    }

    private static PlacementChange of(Change change) {
        return new PlacementChange(
                change.unit(),
                change.unitRevision(),
                change.placementRevision(),
                change.leftMachineRevision(),
                decision(change),
                change instanceof Change.Place place
                        ? place.guards().stream().map(Proposal::guard).toList()
                        : List.of(),
                change.cause());
    }

    private static Decision decision(Change change) {
        return switch (change) {
            case Change.Place place ->
                new Decision.Place(place.machine(), place.machineRevision(), place.explanation());
            case Change.Unplace unplace -> new Decision.Unplace(unplace.explanation());
            case Change.Wait wait -> new Decision.Wait(wait.explanation());
        };
    }

    private static Guard guard(Change.Guard guard) {
        return guard.machine()
                .map(machine -> Guard.onMachine(guard.unit(), machine))
                .orElseGet(() -> Guard.revision(guard.unit(), 0));
    }
}
