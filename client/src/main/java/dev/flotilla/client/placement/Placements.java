package dev.flotilla.client.placement;

import dev.flotilla.client.transport.Calls;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.proto.v1.CommitRequest;
import dev.flotilla.proto.v1.CommitResponse;
import dev.flotilla.proto.v1.ExplainRequest;
import dev.flotilla.proto.v1.ExplainResponse;
import dev.flotilla.proto.v1.ExplanationServiceGrpc;
import dev.flotilla.proto.v1.Place;
import dev.flotilla.proto.v1.PlacementGuard;
import dev.flotilla.proto.v1.PlacementServiceGrpc;
import dev.flotilla.wire.MachineWire;
import dev.flotilla.wire.PlacementWire;
import dev.flotilla.wire.UnitWire;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The scheduler's plans, and the reasons they left behind. */
public final class Placements {
    private final Calls calls;

    public Placements(Calls calls) {
        this.calls = calls;
    }

    /**
     * Commits what still holds of a plan. {@link dev.flotilla.model.error.FlotillaError.Denied} when the term is not the
     * current leader's. Repeated at another replica when one is lost over it: what went through the first time is then
     * among the refused, because its preconditions are no longer as they were.
     *
     * @param term the leader's fencing token
     */
    public CommitOutcome commit(long term, List<PlacementChange> changes) {
        return calls.join(commitAsync(term, changes));
    }

    public CompletableFuture<CommitOutcome> commitAsync(long term, List<PlacementChange> changes) {
        CommitRequest request = CommitRequest.newBuilder()
                .setTerm(term)
                .addAllChanges(changes.stream().map(Placements::toProto).toList())
                .build();
        return calls.call(PlacementServiceGrpc.getCommitMethod(), request, answer -> {
            calls.saw(answer.getRevision());
            return outcome(answer);
        });
    }

    /** Why the unit is where it is; not found when there is no such unit. */
    public UnitExplanation explain(UnitName unit) {
        ExplainRequest request = ExplainRequest.newBuilder()
                .setUnit(unit.value())
                .setMinRevision(calls.seen())
                .build();
        return calls.join(calls.call(ExplanationServiceGrpc.getExplainMethod(), request, Placements::explanation));
    }

    private static dev.flotilla.proto.v1.PlacementChange toProto(PlacementChange change) {
        dev.flotilla.proto.v1.PlacementChange.Builder wire = dev.flotilla.proto.v1.PlacementChange.newBuilder()
                .setUnit(change.unit().value())
                .setUnitRevision(change.unitRevision())
                .setPlacementRevision(change.placementRevision())
                .setLeftMachineRevision(change.leftMachineRevision())
                .addAllGuards(change.guards().stream().map(Placements::toProto).toList())
                .setCause(change.cause());
        switch (change.decision()) {
            case PlacementChange.Decision.Place place ->
                wire.setPlace(Place.newBuilder()
                        .setMachineId(place.machine().value())
                        .setMachineRevision(place.machineRevision())
                        .setExplanation(PlacementWire.toProto(place.explanation())));
            case PlacementChange.Decision.Unplace unplace ->
                wire.setUnplace(PlacementWire.toProto(unplace.explanation()));
            case PlacementChange.Decision.Wait wait -> wire.setPending(PlacementWire.toProto(wait.explanation()));
        }
        return wire.build();
    }

    private static PlacementGuard toProto(PlacementChange.Guard guard) {
        return PlacementGuard.newBuilder()
                .setUnit(guard.unit().value())
                .setPlacementRevision(guard.placementRevision())
                .setMachineId(guard.machine().map(MachineId::value).orElse(""))
                .build();
    }

    private static CommitOutcome outcome(CommitResponse answer) {
        return new CommitOutcome(
                answer.getRevision(),
                answer.getRefusedList().stream()
                        .map(refused -> new CommitOutcome.Refused(
                                UnitWire.name(refused.getUnit(), "refused.unit"), refused.getReason()))
                        .toList());
    }

    private static UnitExplanation explanation(ExplainResponse answer) {
        return new UnitExplanation(
                answer.hasPlacement() ? Optional.of(PlacementWire.fromProto(answer.getPlacement())) : Optional.empty(),
                answer.hasPending() ? Optional.of(PlacementWire.fromProto(answer.getPending())) : Optional.empty(),
                answer.getVerdictsList().stream()
                        .map(verdict -> new UnitExplanation.Verdict(
                                MachineWire.id(verdict.getMachineId(), "verdicts.machine_id"),
                                verdict.getEligible(),
                                verdict.getReason()))
                        .toList(),
                answer.getSummary());
    }
}
