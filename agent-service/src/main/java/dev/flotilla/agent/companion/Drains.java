package dev.flotilla.agent.companion;

import dev.flotilla.agent.assignment.Assignments;
import dev.flotilla.agent.companion.Offerings.Offering;
import dev.flotilla.agent.reconcile.StopGate;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Before a unit that offers something is stopped its records are withdrawn, and then its {@code DrainSeconds} pass. A
 * sidekick that does not answer is not waited for: nobody must be able to keep a unit from being stopped.
 */
final class Drains implements StopGate {
    private static final Logger LOG = LoggerFactory.getLogger(Drains.class);
    /** So long a withdrawal may take. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Supplier<Duration> uptime;
    private final BooleanSupplier attended;
    private final Offerings offerings = new Offerings();
    private final Map<UnitName, Drain> drains = new HashMap<>();

    /**
     * @param begun uptime
     * @param withdrawn when that was confirmed; uptime
     * @param stopping since when the unit was in the state in which it was let go to be stopped
     */
    private record Drain(Duration begun, Optional<Duration> withdrawn, Optional<Instant> stopping) {
        Drain withdrawnAt(Duration time) {
            return new Drain(begun, withdrawn.or(() -> Optional.of(time)), stopping);
        }

        Drain stoppingFrom(Instant since) {
            return new Drain(begun, withdrawn, Optional.of(since));
        }
    }

    /** @param attended whether there is a companion that withdraws */
    Drains(Supplier<Duration> uptime, BooleanSupplier attended) {
        this.uptime = uptime;
        this.attended = attended;
    }

    /** What the machine is to run. */
    void know(Assignments assignments) {
        offerings.know(assignments);
    }

    Optional<UnitFile> file(UnitName unit) {
        return offerings.of(unit).flatMap(Offering::file);
    }

    Set<UnitName> leaving() {
        return Set.copyOf(drains.keySet());
    }

    /** The unit's records are withdrawn. */
    void withdrawn(UnitName unit) {
        drains.computeIfPresent(unit, (name, drain) -> drain.withdrawnAt(uptime.get()));
    }

    @Override
    public boolean opens(RuntimeUnit unit) {
        UnitName name = unit.name();
        Optional<Offering> offering = offerings.of(name);
        if (offering.isEmpty() || !attended.getAsBoolean()) {
            return true;
        }
        Duration now = uptime.get();
        Drain drain = drains.computeIfAbsent(name, n -> new Drain(now, Optional.empty(), Optional.empty()));
        if (now.compareTo(end(drain, offering.get())) < 0) {
            return false;
        }
        if (drain.withdrawn().isEmpty() && drain.stopping().isEmpty()) {
            LOG.warn("{} is stopped although nobody says that its records are withdrawn", name);
        }
        drains.put(name, drain.stoppingFrom(unit.status().since()));
        return true;
    }

    private static Duration end(Drain drain, Offering offering) {
        return drain.withdrawn()
                .map(since -> since.plus(offering.drain()))
                .orElse(drain.begun().plus(PATIENCE));
    }

    @Override
    public void settle(Map<UnitName, RuntimeUnit> observed, Set<UnitName> wanted, Set<UnitName> inFlight) {
        offerings.see(observed, name -> wanted.contains(name) || inFlight.contains(name));
        for (UnitName name : new TreeSet<>(drains.keySet())) {
            Drain drain = drains.get(name);
            if (drain != null
                    && isOver(
                            drain,
                            Optional.ofNullable(observed.get(name)),
                            wanted.contains(name),
                            inFlight.contains(name))) {
                drains.remove(name);
            }
        }
    }

    /** A unit that was let go counts as leaving until its state shows it, so that nobody takes it for running again. */
    private static boolean isOver(Drain drain, Optional<RuntimeUnit> unit, boolean wanted, boolean inFlight) {
        if (unit.isEmpty()) {
            return true;
        }
        if (drain.stopping().isEmpty()) {
            return !wanted;
        }
        boolean shown = !drain.stopping().get().equals(unit.get().status().since());
        return shown || !wanted && !inFlight;
    }

    @Override
    public Optional<Duration> next() {
        return drains.entrySet().stream()
                .filter(entry -> entry.getValue().stopping().isEmpty())
                .flatMap(
                        entry -> offerings.of(entry.getKey()).stream().map(offering -> end(entry.getValue(), offering)))
                .min(Duration::compareTo);
    }
}
