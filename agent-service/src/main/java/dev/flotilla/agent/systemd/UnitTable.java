package dev.flotilla.agent.systemd;

import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.ShownUnits;
import dev.flotilla.agent.runtime.StateListener;
import dev.flotilla.agent.runtime.Subscription;
import dev.flotilla.model.unit.UnitName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Our units, and who is told of their changes. Everybody may read what is published; all else is confined to the
 * runtime's thread.
 */
final class UnitTable {
    private final Map<String, TrackedUnit> units = new ConcurrentHashMap<>();
    private final ShownUnits published = new ShownUnits();
    private final List<StateListener> listeners = new CopyOnWriteArrayList<>();

    /** What everybody sees. */
    Map<UnitName, RuntimeUnit> list() {
        return published.all();
    }

    /** Thread-safe. */
    boolean has(UnitName unit) {
        return published.has(unit);
    }

    Subscription subscribe(StateListener listener) {
        // A wrapper of its own, so that one listener can be subscribed twice and each subscription ended.
        StateListener entry = new Relay(listener);
        listeners.add(entry);
        return () -> listeners.remove(entry);
    }

    Optional<TrackedUnit> find(UnitName unit) {
        return Optional.ofNullable(units.get(unit.value()));
    }

    /** Thread-safe. */
    Optional<TrackedUnit> find(String unit) {
        return Optional.ofNullable(units.get(unit));
    }

    Collection<TrackedUnit> all() {
        return List.copyOf(units.values());
    }

    void add(TrackedUnit unit) {
        units.put(unit.name().value(), unit);
    }

    /** Makes the unit's present state known. */
    void publish(TrackedUnit unit) {
        RuntimeUnit snapshot = unit.snapshot();
        published.put(snapshot);
        tell(listener -> listener.changed(snapshot));
    }

    /** It is not there any more for anybody. */
    void retract(UnitName unit) {
        if (published.remove(unit)) {
            tell(listener -> listener.removed(unit));
        }
    }

    /** Nothing more is asked for it. */
    void drop(TrackedUnit unit) {
        units.remove(unit.name().value(), unit);
    }

    void tell(Consumer<StateListener> news) {
        listeners.forEach(news);
    }

    private record Relay(StateListener to) implements StateListener {
        @Override
        public void changed(RuntimeUnit unit) {
            to.changed(unit);
        }

        @Override
        public void removed(UnitName name) {
            to.removed(name);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
