package dev.flotilla.registry.unit;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.watch.Cluster;
import dev.flotilla.registry.watch.WatchCache;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads units from the cache. May be called from any thread. */
public final class UnitQueries {
    private final Loop loop;
    private final WatchCache cache;

    public UnitQueries(Loop loop, WatchCache cache) {
        this.loop = loop;
        this.cache = cache;
    }

    /**
     * A page of units.
     *
     * @param after only names after this one
     * @param limit 0 for all
     * @param minRevision waits until this revision is seen; {@code Unavailable} when that takes too long
     */
    public CompletableFuture<UnitPage> list(Optional<UnitName> after, int limit, long minRevision) {
        if (limit < 0) {
            return CompletableFuture.failedFuture(
                    new FlotillaError.Invalid("limit must not be negative", Optional.of("limit"), Optional.empty())
                            .asException());
        }
        return loop.call(() -> cache.await(minRevision).thenApply(seen -> page(after, limit)));
    }

    /** One unit at the cache's revision; {@code NotFound} when there is none. */
    public CompletableFuture<UnitPage> get(UnitName name, long minRevision) {
        return loop.call(() -> cache.await(minRevision).thenApply(seen -> {
            Cluster cluster = cache.cluster();
            Unit unit = cluster.unit(name).orElseThrow(() -> UnitErrors.unknown(name));
            return new UnitPage(List.of(view(cluster, unit)), cluster.revision(), false);
        }));
    }

    private UnitPage page(Optional<UnitName> after, int limit) {
        Cluster cluster = cache.cluster();
        Collection<Unit> rest = after.map(
                        name -> cluster.units().tailMap(name, false).values())
                .orElseGet(() -> cluster.units().values());
        List<UnitView> views = new ArrayList<>();
        for (Unit unit : rest) {
            if (limit > 0 && views.size() == limit) {
                return new UnitPage(views, cluster.revision(), true);
            }
            views.add(view(cluster, unit));
        }
        return new UnitPage(views, cluster.revision(), false);
    }

    private static UnitView view(Cluster cluster, Unit unit) {
        return new UnitView(
                unit,
                cluster.placement(unit.name()),
                cluster.pending(unit.name()),
                List.copyOf(cluster.statesOf(unit.name()).values()));
    }
}
