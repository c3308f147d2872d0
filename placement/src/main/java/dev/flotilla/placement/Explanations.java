package dev.flotilla.placement;

import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.placement.Rejection;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
    private final Constraints constraints;
    private final Groups groups;

    Explanations(Cluster cluster, Constraints constraints, Groups groups) {
        this.index = cluster.occupancy.index;
        this.constraints = constraints;
        this.groups = groups;
    }

    /** Why a unit waits, and whether waiting can help. */
    record Waiting(Explanation explanation, boolean waitingHelps) {}

    Explanation chosen(UnitEntry entry, BitSet fitting, List<Score> best, Optional<String> why) {
        int machines = index.alive().cardinality();
        int fit = fitting.cardinality();
        List<Rejection> rejections = machines <= SMALL_CLUSTER && fit < machines ? words(refusals(entry)) : List.of();
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
        Map<Refusal, List<Host>> refusals = refusals(entry);
        int machines = refusals.values().stream().mapToInt(List::size).sum();
        List<Rejection> rejections = words(refusals);
        return new Waiting(
                new Explanation(summary(machines, rejections), machines, 0, rejections, List.of()),
                refusals.isEmpty() || refusals.keySet().stream().anyMatch(Refusal::waitingHelps));
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

    /**
     * The machines by what they refuse the unit for. Lost machines are left out, unless the unit is tied to some
     * machines and this is one of them.
     */
    private Map<Refusal, List<Host>> refusals(UnitEntry entry) {
        boolean tied = entry.requirements().machineId().isPresent()
                || !entry.requirements().metadata().isEmpty();
        Optional<UnitEntry> target = groups.target(entry);
        Map<Refusal, List<Host>> refusals = new LinkedHashMap<>();
        for (Host host : index.all()) {
            Optional<Refusal> refusal = target.isPresent() && target.get().host != host
                    ? Optional.of(new Refusal.Without(target.get().name))
                    : constraints.refusal(entry, host);
            refusal.filter(found -> host.isAlive() || tied && found instanceof Refusal.Lost)
                    .ifPresent(found -> refusals.computeIfAbsent(found, r -> new ArrayList<>())
                            .add(host));
        }
        return refusals;
    }

    private static List<Rejection> words(Map<Refusal, List<Host>> refusals) {
        return refusals.entrySet().stream()
                .map(refusal -> rejection(refusal.getKey(), refusal.getValue()))
                .sorted(Comparator.comparingInt(Rejection::machines).reversed().thenComparing(Rejection::reason))
                .limit(MAX_REASONS)
                .toList();
    }

    private static Rejection rejection(Refusal refusal, List<Host> hosts) {
        return new Rejection(
                refusal.words(hosts.size()),
                hosts.size(),
                hosts.stream()
                        .limit(Rejection.MAX_EXAMPLES)
                        .map(host -> host.id)
                        .toList());
    }
}
