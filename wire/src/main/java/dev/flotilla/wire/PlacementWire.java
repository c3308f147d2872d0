package dev.flotilla.wire;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Candidate;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.placement.Rejection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Placements, what waits for one, and the explanations of both. */
public final class PlacementWire {
    private static final Shared<String> SUMMARIES = new Shared<>(1_024);
    private static final Shared<String> SCORES = new Shared<>(256);
    /** Of the parts of a total; most candidates have the same few. */
    private static final Shared<Map<String, Double>> PARTS = new Shared<>(4_096);

    private PlacementWire() {}

    public static dev.flotilla.proto.v1.Placement toProto(Placement placement) {
        return dev.flotilla.proto.v1.Placement.newBuilder()
                .setUnit(placement.unit().value())
                .setMachineId(placement.machine().value())
                .setTerm(placement.term())
                .setExplanation(toProto(placement.explanation()))
                .setSince(TimeWire.toProto(placement.since()))
                .setRevision(placement.revision())
                .build();
    }

    /** {@link FlotillaError.Invalid} names the field that is malformed. */
    public static Placement fromProto(dev.flotilla.proto.v1.Placement message) {
        return new Placement(
                UnitWire.name(message.getUnit(), "unit"),
                MachineWire.id(message.getMachineId(), "machine_id"),
                message.getTerm(),
                explanation(message.getExplanation(), "explanation"),
                TimeWire.fromProto(message.getSince(), "since"),
                Malformed.revision(message.getRevision()));
    }

    public static dev.flotilla.proto.v1.Pending toProto(Pending pending) {
        return dev.flotilla.proto.v1.Pending.newBuilder()
                .setUnit(pending.unit().value())
                .setExplanation(toProto(pending.explanation()))
                .setSince(TimeWire.toProto(pending.since()))
                .setLostWithMachineId(pending.lostWith().map(MachineId::value).orElse(""))
                .setRevision(pending.revision())
                .build();
    }

    /** {@link FlotillaError.Invalid} names the field that is malformed. */
    public static Pending fromProto(dev.flotilla.proto.v1.Pending message) {
        return new Pending(
                UnitWire.name(message.getUnit(), "unit"),
                explanation(message.getExplanation(), "explanation"),
                TimeWire.fromProto(message.getSince(), "since"),
                message.getLostWithMachineId().isEmpty()
                        ? Optional.empty()
                        : Optional.of(MachineWire.id(message.getLostWithMachineId(), "lost_with_machine_id")),
                Malformed.revision(message.getRevision()));
    }

    public static dev.flotilla.proto.v1.Explanation toProto(Explanation explanation) {
        return dev.flotilla.proto.v1.Explanation.newBuilder()
                .setSummary(explanation.summary())
                .setMachines(explanation.machines())
                .setFitting(explanation.fitting())
                .addAllRejections(explanation.rejections().stream()
                        .map(PlacementWire::toProto)
                        .toList())
                .addAllCandidates(explanation.candidates().stream()
                        .map(PlacementWire::toProto)
                        .toList())
                .build();
    }

    /**
     * An explanation within another message.
     *
     * @param field the path of the message, put before the name of a malformed field in it
     */
    public static Explanation explanation(dev.flotilla.proto.v1.Explanation message, String field) {
        List<Rejection> rejections = IntStream.range(0, message.getRejectionsCount())
                .mapToObj(i -> rejection(message.getRejections(i), field + ".rejections[" + i + "]"))
                .toList();
        List<Candidate> candidates = IntStream.range(0, message.getCandidatesCount())
                .mapToObj(i -> candidate(message.getCandidates(i), field + ".candidates[" + i + "]"))
                .toList();
        return Malformed.in(
                field,
                () -> new Explanation(
                        SUMMARIES.of(message.getSummary()),
                        message.getMachines(),
                        message.getFitting(),
                        rejections,
                        candidates));
    }

    private static dev.flotilla.proto.v1.Rejection toProto(Rejection rejection) {
        return dev.flotilla.proto.v1.Rejection.newBuilder()
                .setReason(rejection.reason())
                .setMachines(rejection.machines())
                .addAllExamples(rejection.examples().stream()
                        .map(machine -> machine.value())
                        .toList())
                .build();
    }

    private static Rejection rejection(dev.flotilla.proto.v1.Rejection message, String field) {
        List<MachineId> examples = message.getExamplesList().stream()
                .map(id -> MachineWire.id(id, field + ".examples"))
                .toList();
        return Malformed.in(field, () -> new Rejection(message.getReason(), message.getMachines(), examples));
    }

    private static dev.flotilla.proto.v1.Candidate toProto(Candidate candidate) {
        return dev.flotilla.proto.v1.Candidate.newBuilder()
                .setMachineId(candidate.machine().value())
                .setTotal(candidate.total())
                .putAllScores(candidate.scores())
                .build();
    }

    private static Candidate candidate(dev.flotilla.proto.v1.Candidate message, String field) {
        MachineId machine = MachineWire.id(message.getMachineId(), field + ".machine_id");
        return Malformed.in(field, () -> new Candidate(machine, message.getTotal(), parts(message.getScoresMap())));
    }

    private static Map<String, Double> parts(Map<String, Double> read) {
        Map<String, Double> parts = new HashMap<>();
        read.forEach((score, value) -> parts.put(SCORES.of(score), value));
        return PARTS.of(Map.copyOf(parts));
    }
}
