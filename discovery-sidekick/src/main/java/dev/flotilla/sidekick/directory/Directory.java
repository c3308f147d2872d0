package dev.flotilla.sidekick.directory;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last known instances of all services. Fed by one watch of the registry, read by anybody, from any thread, without
 * waiting.
 *
 * <p>When the registry comes back from an absence without instances that were there before, they are kept for a while
 * ({@code hold}): a registry that lost its store hears of them again from their sidekicks, and until then nobody's
 * traffic is cut. An instance whose removal is told as a change goes at once.
 */
public final class Directory {
    private static final Logger LOG = LoggerFactory.getLogger(Directory.class);

    private final InstantSource clock;
    private final Duration hold;
    private final Later later;
    private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();

    private final SortedMap<InstanceKey, Instance> instances = new TreeMap<>();
    /** Kept only until the hold ends. */
    private final SortedMap<InstanceKey, Instance> unconfirmed = new TreeMap<>();

    private final SortedMap<String, Service> services = new TreeMap<>();
    private long holdNumber;
    private volatile Optional<Snapshot> snapshot = Optional.empty();

    /**
     * @param hold how long instances are kept that a registry no longer knows after an absence; zero: not at all
     * @param later wakes at the end of the hold
     */
    public Directory(InstantSource clock, Duration hold, Later later) {
        this.clock = clock;
        this.hold = hold;
        this.later = later;
    }

    /** What is known; empty until the registry was heard for the first time. */
    public Optional<Snapshot> snapshot() {
        return snapshot;
    }

    /**
     * Hears every change, in order, at once with what is known already. It is called while the directory is locked: it
     * hands over and returns.
     */
    public Subscription listen(Consumer<Snapshot> listener) {
        synchronized (lock) {
            listeners.add(listener);
            snapshot.ifPresent(listener);
        }
        return () -> listeners.remove(listener);
    }

    /** Everything there is, as of one revision. */
    public void replace(Collection<Instance> all, long revision) {
        synchronized (lock) {
            var before = new TreeMap<>(instances);
            before.putAll(unconfirmed);
            instances.clear();
            unconfirmed.clear();
            all.forEach(instance -> instances.put(instance.key(), instance));
            before.keySet().removeAll(instances.keySet());
            if (!before.isEmpty() && hold.isPositive()) {
                unconfirmed.putAll(before);
                holdNumber++;
                long number = holdNumber;
                LOG.warn("the registry no longer knows {}; kept for {} s", before.keySet(), hold.toSeconds());
                later.run(hold, () -> endHold(number, revision));
            }
            publish(revision, Freshness.CURRENT);
        }
    }

    /** What changed up to the revision. */
    public void apply(Collection<Instance> changed, Collection<InstanceKey> removed, long revision) {
        synchronized (lock) {
            for (Instance instance : changed) {
                instances.put(instance.key(), instance);
                unconfirmed.remove(instance.key());
            }
            for (InstanceKey key : removed) {
                instances.remove(key);
                unconfirmed.remove(key);
            }
            publish(revision, Freshness.CURRENT);
        }
    }

    /** The registry does not answer: what is known may be out of date from now on. */
    public void disconnected() {
        synchronized (lock) {
            snapshot.filter(known -> known.freshness() instanceof Freshness.Current)
                    .ifPresent(known -> publish(known.revision(), new Freshness.Old(clock.instant())));
        }
    }

    /** The registry answers again and goes on from where it was. */
    public void connected() {
        synchronized (lock) {
            snapshot.filter(known -> known.freshness() instanceof Freshness.Old)
                    .ifPresent(known -> publish(known.revision(), Freshness.CURRENT));
        }
    }

    private void endHold(long number, long revision) {
        synchronized (lock) {
            if (number == holdNumber && !unconfirmed.isEmpty()) {
                LOG.info("nobody announced {} again; dropped", unconfirmed.keySet());
                unconfirmed.clear();
                Snapshot known = snapshot.orElseThrow();
                publish(Math.max(revision, known.revision()), known.freshness());
            }
        }
    }

    private void publish(long revision, Freshness freshness) {
        Map<String, List<Instance>> byService = new TreeMap<>();
        collect(unconfirmed.values(), byService);
        collect(instances.values(), byService);
        services.keySet().retainAll(byService.keySet());
        byService.forEach((name, members) -> {
            Service known = services.get(name);
            Service now = new Service(name, members, revision);
            if (known == null || !known.instances().equals(now.instances())) {
                services.put(name, now);
            }
        });
        Snapshot next = new Snapshot(services, revision, freshness);
        snapshot = Optional.of(next);
        listeners.forEach(listener -> listener.accept(next));
    }

    private static void collect(Collection<Instance> from, Map<String, List<Instance>> byService) {
        for (Instance instance : from) {
            byService
                    .computeIfAbsent(instance.service(), name -> new ArrayList<>())
                    .add(instance);
        }
    }

    /** Does something after a while, on a thread of its own. */
    @FunctionalInterface
    public interface Later {
        void run(Duration delay, Runnable task);
    }

    /** Ends a listener's hearing. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
