package dev.flotilla.registry.discovery;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.store.Store;
import dev.flotilla.store.key.KeyScheme;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Services of the cluster: sidekicks come in, readers are answered from memory. */
public final class Discovery {
    private final Loop loop;
    private final KeyScheme keys;
    private final Catalog catalog;
    private final Sidekicks sidekicks;

    /**
     * @param cluster says which machines there are
     * @param ids makes ids that are never the same
     */
    public Discovery(
            Loop loop,
            Store store,
            Commits commits,
            KeyScheme keys,
            WatchCache cluster,
            String replicaId,
            Supplier<String> ids) {
        this.loop = loop;
        this.keys = keys;
        this.catalog = new Catalog(loop, store, keys, ids);
        var claims = new Claims(loop, store, commits, keys);
        this.sidekicks = new Sidekicks(
                new SidekickSession.Shared(loop, store, commits, keys, catalog, cluster, claims, replicaId), ids);
        catalog.addListener(sidekicks);
    }

    public void start() {
        catalog.start();
    }

    /** On the loop. */
    public void close() {
        sidekicks.close();
        catalog.close();
    }

    /** On the loop: the store may not be what it was; read it anew. */
    public void lookAgain() {
        catalog.reread();
    }

    /**
     * On the loop: what is known here gets old, and another replica may know better. Who follows is sent there. Whoever comes is
     * told what was known, for when nobody has the store that is what there is: a service is looked for all the same.
     */
    public void storeLost() {
        catalog.storeLost();
    }

    public Sidekicks sidekicks() {
        return sidekicks;
    }

    /** What is offered now. */
    public CompletableFuture<CatalogList> list(CatalogFilter filter) {
        return loop.call(() -> catalog.whenRead().thenApply(read -> {
            CatalogState state = catalog.state();
            return new CatalogList(
                    state.instances().stream().filter(filter::shows).toList(),
                    state.revision(),
                    state.malformed().stream()
                            .filter(record -> filter.service().isEmpty()
                                    || record.key()
                                            .startsWith(keys.services()
                                                    + filter.service().get() + "/"))
                            .toList());
        }));
    }

    /**
     * Follows what is offered; the first delivery comes when it is {@linkplain CatalogSubscription#request asked for}.
     *
     * @param sentAway is run instead of a delivery, the last thing that happens, when this replica lost its store
     */
    public CompletableFuture<CatalogSubscription> watch(
            CatalogFilter filter, String resumeAfter, Consumer<CatalogDelivery> consumer, Runnable sentAway) {
        return loop.call(
                () -> CompletableFuture.completedFuture(catalog.subscribe(resumeAfter, filter, consumer, sentAway)));
    }

    /** Figures, taken on the loop. */
    public DiscoveryFigures figures() {
        List<Instance> all = catalog.state().instances();
        return new DiscoveryFigures(
                (int) all.stream().filter(Instance::isPassing).count(),
                all.size(),
                catalog.state().malformed().size(),
                sidekicks.size(),
                catalog.subscriptions());
    }
}
