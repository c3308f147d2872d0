package dev.flotilla.agent.reconcile;

import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Has the last word before a running unit is stopped: what others know of it may have to be taken back first. It holds up
 * the one unit only, and never for long.
 */
public interface StopGate {
    /** Holds up nothing. */
    StopGate OPEN = new StopGate() {
        @Override
        public boolean opens(RuntimeUnit unit) {
            return true;
        }

        @Override
        public void settle(Map<UnitName, RuntimeUnit> observed, Set<UnitName> wanted, Set<UnitName> inFlight) {
            // nothing is remembered
        }

        @Override
        public Optional<Duration> next() {
            return Optional.empty();
        }
    };

    /** Whether the unit may be stopped now. If not it is asked again in later passes. */
    boolean opens(RuntimeUnit unit);

    /**
     * The end of a pass: whoever is not to be stopped any more goes on as before.
     *
     * @param wanted who is to be stopped
     * @param inFlight on whom something is being done
     */
    void settle(Map<UnitName, RuntimeUnit> observed, Set<UnitName> wanted, Set<UnitName> inFlight);

    /** When it is worth while to ask again, though nothing has happened; uptime. */
    Optional<Duration> next();
}
