package dev.flotilla.agent.runtime;

import dev.flotilla.model.unit.UnitName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The units of a runtime as everybody sees them: changed by the runtime's thread, read by any. Who asks for all of them when nothing
 * has changed gets the map that was made before: the agent asks several times a turn.
 */
public final class ShownUnits {
    private final Map<UnitName, RuntimeUnit> units = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private volatile Snapshot latest = new Snapshot(0, Map.of());

    /** @param changes so many were in it for certain */
    private record Snapshot(long changes, Map<UnitName, RuntimeUnit> units) {}

    /** Whether that changed anything. */
    public boolean put(RuntimeUnit unit) {
        boolean changed = !unit.equals(units.put(unit.name(), unit));
        changes.incrementAndGet();
        return changed;
    }

    /** Whether it was there. */
    public boolean remove(UnitName unit) {
        boolean there = units.remove(unit) != null;
        changes.incrementAndGet();
        return there;
    }

    public boolean has(UnitName unit) {
        return units.containsKey(unit);
    }

    /** All of them; does not change afterwards. */
    public Map<UnitName, RuntimeUnit> all() {
        long now = changes.get();
        Snapshot known = latest;
        if (known.changes() != now) {
            known = new Snapshot(now, Map.copyOf(units));
            latest = known;
        }
        return known.units();
    }
}
