package dev.flotilla.placement;

import dev.flotilla.model.requirement.Requirements;
import java.util.Optional;

/** Finds out whether a placed unit has to leave its machine. */
final class Departures {
    private final Cluster cluster;
    private final Constraints constraints;
    private final Groups groups;

    Departures(Cluster cluster, Constraints constraints, Groups groups) {
        this.cluster = cluster;
        this.constraints = constraints;
        this.groups = groups;
    }

    /** Empty when it stays. */
    Optional<Departure> of(UnitEntry entry) {
        Host host = entry.host;
        if (host == null) {
            return Optional.empty();
        }
        if (!host.isAlive()) {
            return isHeld(entry)
                    ? Optional.empty()
                    : departure(Departure.Kind.LOST, "machine " + host.id.shortForm() + " lost");
        }
        return targetMoved(entry, host)
                .or(() -> unfit(entry, host))
                .or(() -> host.isOnline()
                        ? Optional.empty()
                        : departure(Departure.Kind.DRAINING, "machine " + host.id.shortForm() + " is draining"))
                .or(() -> conflict(entry, host))
                .or(() -> constraints
                        .taker(entry, host)
                        .flatMap(taker -> departure(Departure.Kind.REPLACED, "replaced by " + taker)));
    }

    /** The brake keeps it on its lost machine, whatever else there is to say. */
    boolean isHeld(UnitEntry entry) {
        return cluster.isBraked() && entry.host != null && !entry.host.isAlive();
    }

    private Optional<Departure> targetMoved(UnitEntry entry, Host host) {
        return groups.target(entry)
                .filter(target -> target.host != null && target.host != host)
                .flatMap(target -> departure(Departure.Kind.TARGET_MOVED, "follows " + target));
    }

    private Optional<Departure> unfit(UnitEntry entry, Host host) {
        Requirements requirements = entry.requirements();
        if (requirements.machineId().isPresent()
                && !requirements.machineId().get().matches(host.id)) {
            return departure(
                    Departure.Kind.UNFIT,
                    "is to be on machine " + requirements.machineId().get());
        }
        if (!requirements.metadata().matches(host.metadata)) {
            return requirements
                    .metadata()
                    .missing(host.metadata)
                    .flatMap(term ->
                            departure(Departure.Kind.UNFIT, "machine " + host.id.shortForm() + " lacks " + term));
        }
        return constraints
                .globalTarget(entry)
                .filter(global -> !host.globals.contains(global))
                .flatMap(global ->
                        departure(Departure.Kind.UNFIT, "machine " + host.id.shortForm() + " is without " + global));
    }

    /** Of two that cannot stay together the one that came later leaves. */
    private Optional<Departure> conflict(UnitEntry entry, Host host) {
        if (constraints.opponent(entry, host).isEmpty()) {
            return Optional.empty();
        }
        return host.units.stream()
                .filter(other -> entry.conflictsWith(other) && UnitEntry.BY_ARRIVAL.compare(other, entry) < 0)
                .findFirst()
                .flatMap(other -> departure(Departure.Kind.CONFLICT, "conflicts with " + other));
    }

    private static Optional<Departure> departure(Departure.Kind kind, String words) {
        return Optional.of(new Departure(kind, words));
    }
}
