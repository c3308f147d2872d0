package dev.flotilla.registry.discovery;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.registry.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A follower of services. It holds nothing but a position: however slow it is, the next delivery brings it from there to
 * now. Nothing is delivered unasked: each {@link #request} brings one delivery, as soon as there is one, on the loop.
 */
public final class CatalogSubscription {
    private final Loop loop;
    private final Catalog catalog;
    private final CatalogFilter filter;
    private final Consumer<CatalogDelivery> consumer;
    private final Runnable sentAway;
    private final Consumer<CatalogSubscription> whenEnded;

    private String history;
    private long position;
    private boolean requested;
    private boolean storeLost;
    private boolean ended;

    CatalogSubscription(
            Loop loop,
            Catalog catalog,
            CatalogFilter filter,
            Consumer<CatalogDelivery> consumer,
            Runnable sentAway,
            Consumer<CatalogSubscription> whenEnded,
            String resumeAfter) {
        this.loop = loop;
        this.catalog = catalog;
        this.filter = filter;
        this.consumer = consumer;
        this.sentAway = sentAway;
        this.whenEnded = whenEnded;
        int colon = resumeAfter.lastIndexOf(':');
        boolean numbered = colon > 0 && resumeAfter.substring(colon + 1).matches("[0-9]{1,18}");
        this.history = numbered ? resumeAfter.substring(0, colon) : "";
        this.position = numbered ? Long.parseLong(resumeAfter.substring(colon + 1)) : 0;
    }

    /** Asks for the next delivery; any thread. Asking twice before it came is asking once. */
    public void request() {
        loop.execute(() -> {
            requested = true;
            pump();
        });
    }

    /** Ends it; any thread. A delivery that is under way may still come. */
    public void cancel() {
        loop.execute(this::end);
    }

    private void end() {
        ended = true;
        whenEnded.accept(this);
    }

    /** It is sent away when it asks for more, also when the store is back by then. */
    void storeLost() {
        storeLost = true;
        pump();
    }

    /** Delivers what there is, if it was asked for. */
    void pump() {
        if (ended || !requested || catalog.history().isEmpty()) {
            return;
        }
        if (storeLost) {
            end();
            sentAway.run();
            return;
        }
        next().ifPresent(delivery -> {
            requested = false;
            consumer.accept(delivery);
        });
    }

    private Optional<CatalogDelivery> next() {
        CatalogState state = catalog.state();
        Optional<List<InstanceKey>> known =
                history.equals(catalog.history()) ? state.changedAfter(position) : Optional.empty();
        history = catalog.history();
        position = state.revision();
        String place = history + ":" + position;
        if (known.isEmpty()) {
            List<Instance> all =
                    state.instances().stream().filter(filter::shows).toList();
            return Optional.of(new CatalogDelivery(true, all, List.of(), position, place));
        }
        List<Instance> changed = new ArrayList<>();
        List<InstanceKey> removed = new ArrayList<>();
        for (InstanceKey key : known.get()) {
            if (filter.concerns(key)) {
                state.instance(key).filter(filter::shows).ifPresentOrElse(changed::add, () -> removed.add(key));
            }
        }
        return changed.isEmpty() && removed.isEmpty()
                ? Optional.empty()
                : Optional.of(new CatalogDelivery(false, changed, removed, position, place));
    }
}
