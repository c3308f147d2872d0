package dev.flotilla.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flotilla.client.placement.UnitExplanation;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Candidate;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.placement.Rejection;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Why a unit is where it is, in {@code /v1}.
 *
 * @param states what machines report of it: a unit that has its place may still fail there
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ExplanationJson(
        String unit,
        String summary,
        Optional<PlacedJson> placement,
        Optional<WaitingJson> pending,
        List<VerdictJson> verdicts,
        List<StateJson> states) {

    /** Where it is and why. */
    public record PlacedJson(String machineID, Instant since, long term, ReasonsJson explanation) {}

    /** Why it is nowhere. */
    public record WaitingJson(Instant since, ReasonsJson explanation) {}

    /** Whether a machine runs a global unit. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record VerdictJson(String machineID, boolean eligible, Optional<String> reason) {}

    /** The scheduler's reasons. */
    public record ReasonsJson(
            String summary,
            int machines,
            int fitting,
            List<RejectionJson> rejections,
            List<CandidateJson> candidates) {}

    /** Why machines were refused. */
    public record RejectionJson(String reason, int machines, List<String> examples) {}

    /** A machine that fits. */
    public record CandidateJson(String machineID, double total, Map<String, Double> scores) {}

    public static ExplanationJson of(UnitName unit, UnitExplanation explanation, List<UnitState> states) {
        return new ExplanationJson(
                unit.value(),
                explanation.summary(),
                explanation.placement().map(ExplanationJson::placed),
                explanation.pending().map(ExplanationJson::waiting),
                explanation.verdicts().stream().map(ExplanationJson::verdict).toList(),
                states.stream().map(StateJson::of).toList());
    }

    private static PlacedJson placed(Placement placement) {
        return new PlacedJson(
                placement.machine().value(), placement.since(), placement.term(), reasons(placement.explanation()));
    }

    private static WaitingJson waiting(Pending pending) {
        return new WaitingJson(pending.since(), reasons(pending.explanation()));
    }

    private static VerdictJson verdict(UnitExplanation.Verdict verdict) {
        return new VerdictJson(
                verdict.machine().value(),
                verdict.eligible(),
                Optional.of(verdict.reason()).filter(reason -> !reason.isEmpty()));
    }

    private static ReasonsJson reasons(Explanation explanation) {
        return new ReasonsJson(
                explanation.summary(),
                explanation.machines(),
                explanation.fitting(),
                explanation.rejections().stream()
                        .map(ExplanationJson::rejection)
                        .toList(),
                explanation.candidates().stream()
                        .map(ExplanationJson::candidate)
                        .toList());
    }

    private static RejectionJson rejection(Rejection rejection) {
        return new RejectionJson(
                rejection.reason(),
                rejection.machines(),
                rejection.examples().stream().map(MachineId::value).toList());
    }

    private static CandidateJson candidate(Candidate candidate) {
        return new CandidateJson(candidate.machine().value(), candidate.total(), new TreeMap<>(candidate.scores()));
    }
}
