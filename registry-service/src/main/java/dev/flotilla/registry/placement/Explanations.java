package dev.flotilla.registry.placement;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.requirement.GlobalUnits;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.watch.Cluster;
import dev.flotilla.registry.watch.WatchCache;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Answers why a unit is where it is, also when no scheduler lives. Any thread. */
public final class Explanations {
    private final Loop loop;
    private final WatchCache cache;

    public Explanations(Loop loop, WatchCache cache) {
        this.loop = loop;
        this.cache = cache;
    }

    /** {@code NotFound} when there is no such unit. */
    public CompletableFuture<UnitExplanation> explain(UnitName name, long minRevision) {
        return loop.call(() -> cache.await(minRevision).thenApply(seen -> explain(cache.cluster(), name)));
    }

    private static UnitExplanation explain(Cluster cluster, UnitName name) {
        Unit unit = cluster.unit(name)
                .orElseThrow(() -> new FlotillaError.NotFound("unit " + name + " does not exist").asException());
        if (unit.desired() == DesiredState.INACTIVE) {
            return words(name + (name.isTemplate() ? " is a template and runs nowhere itself" : " is inactive"));
        }
        return unit.requirements().global() ? global(cluster, unit) : placed(cluster, unit);
    }

    private static UnitExplanation placed(Cluster cluster, Unit unit) {
        Optional<Placement> placement = cluster.placement(unit.name());
        Optional<Pending> pending = placement.isPresent() ? Optional.empty() : cluster.pending(unit.name());
        String summary = placement
                .map(found -> unit.name() + " is on " + found.machine().shortForm() + ": "
                        + found.explanation().summary())
                .or(() -> pending.map(
                        found -> unit.name() + " waits: " + found.explanation().summary()))
                .orElseGet(() -> unit.name() + " waits for the scheduler"
                        + (cluster.leader().isEmpty() ? "; none leads now" : ""));
        return new UnitExplanation(placement, pending, List.of(), summary);
    }

    private static UnitExplanation global(Cluster cluster, Unit unit) {
        List<UnitExplanation.Verdict> verdicts = cluster.machines().values().stream()
                .map(machine -> verdict(cluster, unit, machine))
                .toList();
        long eligible =
                verdicts.stream().filter(UnitExplanation.Verdict::eligible).count();
        return new UnitExplanation(
                Optional.empty(),
                Optional.empty(),
                verdicts,
                unit.name() + " is global: on " + eligible + " of " + verdicts.size() + " machines");
    }

    private static UnitExplanation.Verdict verdict(Cluster cluster, Unit unit, Machine machine) {
        Optional<String> reason = refusal(cluster, unit, machine);
        return new UnitExplanation.Verdict(machine.id(), reason.isEmpty(), reason.orElse(""));
    }

    private static Optional<String> refusal(Cluster cluster, Unit unit, Machine machine) {
        if (machine.status() == MachineStatus.LOST) {
            return Optional.of("lost");
        }
        Optional<String> missing = unit.requirements()
                .metadata()
                .missing(machine.effectiveMetadata())
                .map(term -> "lacks " + term);
        if (missing.isPresent()) {
            return missing;
        }
        List<Unit> occupants = new PlannedCluster(cluster).occupants(machine.id(), unit.name());
        List<Unit> eligible = GlobalUnits.eligible(cluster.globalUnits(), machine.effectiveMetadata(), occupants);
        if (eligible.stream().anyMatch(other -> other.name().equals(unit.name()))) {
            return Optional.empty();
        }
        return Stream.concat(occupants.stream(), eligible.stream())
                .filter(other -> unit.requirements().conflictsWith(unit.name(), other.name(), other.requirements()))
                .findFirst()
                .map(other -> "conflicts with " + other.name());
    }

    private static UnitExplanation words(String summary) {
        return new UnitExplanation(Optional.empty(), Optional.empty(), List.of(), summary);
    }
}
