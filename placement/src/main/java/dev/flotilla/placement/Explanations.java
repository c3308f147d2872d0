package dev.flotilla.placement;

import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.placement.Rejection;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts decisions into words. */
final class Explanations {
    /** A success names the refused machines only in clusters up to this size; a failure always does. */
    static final int SMALL_CLUSTER = 64;
    /** As many different reasons are told apart. */
    static final int MAX_REASONS = 5;

    private final HostIndex index;
    private final Groups groups;
    private final Refusals refusals;

    Explanations(Cluster cluster, Groups groups, Refusals refusals) {
        this.index = cluster.occupancy.index;
        this.groups = groups;
        this.refusals = refusals;
    }

    /** Why a unit waits, and whether waiting can help. */
    record Waiting(Explanation explanation, boolean waitingHelps) {}

    Explanation chosen(UnitEntry entry, BitSet fitting, List<Score> best, Optional<String> why) {
        int machines = index.alive().cardinality();
        int fit = fitting.cardinality();
        List<Rejection> rejections =
                machines <= SMALL_CLUSTER && fit < machines ? words(refusals.of(entry)) : List.of();
        return new Explanation(
                fit + " of " + machines(machines) + (fit == 1 ? " fits" : " fit")
                        + why.map(words -> "; " + words).orElse(""),
                machines,
                fit,
                rejections,
                best.stream().map(Score::candidate).toList());
    }

    /** A follower has one machine to go to. */
    Explanation beside(UnitEntry target) {
        int machines = index.alive().cardinality();
        return new Explanation(
                "1 of " + machines(machines) + " fits; beside " + target, machines, 1, List.of(), List.of());
    }

    Waiting waiting(UnitEntry entry) {
        Optional<UnitEntry> target = groups.target(entry);
        if (target.isPresent() && target.get().host == null) {
            return new Waiting(Explanation.of(groups.whyNone(entry, target.get())), true);
        }
        Map<Refusal, BitSet> refused = refusals.of(entry);
        int machines = refused.values().stream().mapToInt(BitSet::cardinality).sum();
        List<Rejection> rejections = words(refused);
        return new Waiting(
                new Explanation(summary(machines, rejections), machines, 0, rejections, List.of()),
                refused.isEmpty() || refused.keySet().stream().anyMatch(Refusal::waitingHelps));
    }

    private static String summary(int machines, List<Rejection> rejections) {
        if (machines == 0) {
            return "0 of 0 machines: none is online";
        }
        String reasons = rejections.stream()
                .limit(MAX_REASONS)
                .map(rejection -> rejection.machines() + " " + rejection.reason())
                .collect(Collectors.joining(", "));
        int others = machines
                - rejections.stream()
                        .limit(MAX_REASONS)
                        .mapToInt(Rejection::machines)
                        .sum();
        return "0 of " + machines(machines) + ": " + reasons + (others > 0 ? ", " + others + " for other reasons" : "");
    }

    private static String machines(int count) {
        return count == 1 ? "1 machine" : count + " machines";
    }

    private List<Rejection> words(Map<Refusal, BitSet> refusals) {
        return refusals.entrySet().stream()
                .map(refusal -> rejection(refusal.getKey(), refusal.getValue()))
                .sorted(Comparator.comparingInt(Rejection::machines).reversed().thenComparing(Rejection::reason))
                .limit(MAX_REASONS)
                .toList();
    }

    private Rejection rejection(Refusal refusal, BitSet hosts) {
        int machines = hosts.cardinality();
        return new Rejection(
                refusal.words(machines),
                machines,
                hosts.stream()
                        .limit(Rejection.MAX_EXAMPLES)
                        .mapToObj(ordinal -> index.at(ordinal).id)
                        .toList());
    }
}
