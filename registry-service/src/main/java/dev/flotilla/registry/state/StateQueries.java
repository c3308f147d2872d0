package dev.flotilla.registry.state;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.watch.Cluster;
import dev.flotilla.registry.watch.WatchCache;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads unit states from the cache. Any thread. */
public final class StateQueries {
    private final Loop loop;
    private final WatchCache cache;

    public StateQueries(Loop loop, WatchCache cache) {
        this.loop = loop;
        this.cache = cache;
    }

    /** The states that are asked for, by unit, then machine. */
    public CompletableFuture<StatePage> list(StateQuery query) {
        if (query.limit() < 0) {
            return Futures.failed(
                    new FlotillaError.Invalid("limit must not be negative", Optional.of("limit"), Optional.empty()));
        }
        return loop.call(() -> cache.await(query.minRevision()).thenApply(seen -> page(cache.cluster(), query)));
    }

    private static StatePage page(Cluster cluster, StateQuery query) {
        List<UnitState> states = new ArrayList<>();
        for (Collection<UnitState> ofUnit : candidates(cluster, query)) {
            for (UnitState state : ofUnit) {
                if (!matches(state, query)) {
                    continue;
                }
                if (query.limit() > 0 && states.size() == query.limit()) {
                    return new StatePage(states, cluster.revision(), true);
                }
                states.add(state);
            }
        }
        return new StatePage(states, cluster.revision(), false);
    }

    /** Looks only where something can be found: at one unit's, one machine's, or what comes after a place. */
    private static Iterable<Collection<UnitState>> candidates(Cluster cluster, StateQuery query) {
        if (query.unit().isPresent()) {
            return List.of(cluster.statesOf(query.unit().get()).values());
        }
        if (query.machine().isPresent()) {
            return List.of(cluster.statesOn(query.machine().get()).values());
        }
        NavigableMap<UnitName, NavigableMap<MachineId, UnitState>> all = cluster.states();
        var rest = query.after().map(place -> all.tailMap(place.unit(), true)).orElse(all);
        return rest.values().stream().<Collection<UnitState>>map(NavigableMap::values)::iterator;
    }

    private static boolean matches(UnitState state, StateQuery query) {
        return query.machine().map(state.machine()::equals).orElse(true)
                && query.unit().map(state.unit()::equals).orElse(true)
                && query.after().map(place -> isAfter(state, place)).orElse(true);
    }

    private static boolean isAfter(UnitState state, StateQuery.Place place) {
        int byUnit = state.unit().compareTo(place.unit());
        return byUnit > 0
                || byUnit == 0
                        && place.machine()
                                .map(machine -> state.machine().compareTo(machine) > 0)
                                .orElse(false);
    }
}
