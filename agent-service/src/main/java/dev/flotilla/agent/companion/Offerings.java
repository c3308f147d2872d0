package dev.flotilla.agent.companion;

import dev.flotilla.agent.assignment.Assignment;
import dev.flotilla.agent.assignment.Assignments;
import dev.flotilla.agent.reconcile.Footprint;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.model.discovery.Declarations;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the machine's units offer: as the content says that runs. New content counts from its first run on; until then, which may
 * be long when it cannot be loaded, the unit goes on offering what it did.
 */
final class Offerings {
    private final Map<UnitName, Known> known = new HashMap<>();

    /** @param file of a unit that offers something */
    record Offering(UnitHash hash, Optional<UnitFile> file, Duration drain) {
        static Offering of(Assignment unit) {
            return Declarations.hasAny(unit.file())
                    ? new Offering(unit.hash(), Optional.of(unit.file()), Declarations.drain(unit.name(), unit.file()))
                    : new Offering(unit.hash(), Optional.empty(), Duration.ZERO);
        }
    }

    /**
     * @param next of content that is wanted and has not run yet
     * @param run the one in which it was when that was looked at first
     */
    private record Known(Offering now, Optional<Offering> next, Optional<Footprint> run) {
        Known(Offering now) {
            this(now, Optional.empty(), Optional.empty());
        }

        Known wanted(Assignment unit) {
            if (now.hash().equals(unit.hash())) {
                return next.isEmpty() ? this : new Known(now);
            }
            return next.filter(offering -> offering.hash().equals(unit.hash())).isPresent()
                    ? this
                    : new Known(now, Optional.of(Offering.of(unit)), Optional.empty());
        }

        Known seen(RuntimeUnit unit) {
            if (next.isEmpty()) {
                return this;
            }
            Footprint first = run.orElseGet(() -> Footprint.of(unit.status()));
            boolean runsNext =
                    unit.hash().equals(next.get().hash()) && (unit.status().isDown() || !first.isStill(unit.status()));
            return runsNext ? new Known(next.get()) : new Known(now, next, Optional.of(first));
        }
    }

    /** What the machine is to run; what units offered is remembered until they are gone. */
    void know(Assignments assignments) {
        assignments
                .units()
                .forEach((name, unit) -> known.compute(
                        name, (_, before) -> before == null ? new Known(Offering.of(unit)) : before.wanted(unit)));
    }

    /**
     * How units are now.
     *
     * @param kept those that are remembered although the runtime does not have them
     */
    void see(Map<UnitName, RuntimeUnit> observed, Predicate<UnitName> kept) {
        known.keySet().removeIf(name -> !observed.containsKey(name) && !kept.test(name));
        observed.forEach((name, unit) -> known.computeIfPresent(name, (_, before) -> before.seen(unit)));
    }

    /** What the unit offers; empty: nothing. */
    Optional<Offering> of(UnitName unit) {
        return Optional.ofNullable(known.get(unit)).map(Known::now).filter(offering -> offering.file()
                .isPresent());
    }
}
