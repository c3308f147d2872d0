package dev.flotilla.registry.mirror;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceJson;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.mirror.Holdings.Held;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import dev.flotilla.store.key.ParsedKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one {@link Format} in step with the records under {@code /services/}, whoever wrote them. What is written follows
 * from what is there: a copy that somebody spoils or deletes comes back. Copies share the lease of their record, and so end
 * with it even when no registry is there.
 *
 * <p>Every replica does the same work. The first one's transaction is carried out; the others' meet its result, and leave
 * it as it is.
 */
public final class Mirror {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
    private static final int CHUNK = 50;
    private static final Duration RETRY = Duration.ofMillis(200);

    private final Loop loop;
    private final Store store;
    private final KeyScheme keys;
    private final Format format;
    private final Followed records;
    private final Followed copies;
    private final Set<String> services = new HashSet<>();
    private boolean busy;
    private boolean closed;

    /** One change to the copies. */
    private record Step(Compare compare, Write write) {}

    public Mirror(Loop loop, Store store, KeyScheme keys, Format format) {
        this.loop = loop;
        this.store = store;
        this.keys = keys;
        this.format = format;
        this.records = new Followed(loop, store, keys.services(), this::look);
        this.copies = new Followed(loop, store, format.prefix(), this::look);
    }

    /** Begins, and goes on until closed. */
    public void start() {
        loop.execute(() -> {
            records.read();
            copies.read();
        });
    }

    /** The store may not be what the watches believe it is: reads it anew. Any thread. */
    public void lookAgain() {
        loop.execute(this::readAgain);
    }

    /** What was written stays as long as its leases do. */
    public void close() {
        loop.execute(() -> {
            closed = true;
            records.close();
            copies.close();
        });
    }

    private void look() {
        if (busy || closed || !records.known() || !copies.known()) {
            return;
        }
        List<Step> steps = steps();
        if (steps.isEmpty()) {
            return;
        }
        busy = true;
        List<Step> chunk = steps.subList(0, Math.min(CHUNK, steps.size()));
        Transaction transaction = Transaction.when(
                        chunk.stream().map(Step::compare).toArray(Compare[]::new))
                .then(chunk.stream().map(Step::write).toArray(Write[]::new))
                .build();
        loop.bring(store.commit(transaction)).whenComplete((result, failure) -> {
            busy = false;
            if (result instanceof CommitResult.Committed(long revision)) {
                transaction.writes().forEach(write -> remember(write, revision));
                look();
            } else {
                // Another replica was first, a lease has just ended, or the store does not answer: the next look will
                // tell.
                LOG.debug("copies below {} were not written: {} {}", format.prefix(), result, failure);
                loop.after(RETRY, this::readAgain);
            }
        });
    }

    private void readAgain() {
        records.read();
        copies.read();
    }

    private void remember(Write write, long revision) {
        switch (write) {
            case Write.Put(String key, Value value, Optional<LeaseId> lease) ->
                copies.holdings().wrote(key, value, lease, revision);
            case Write.Delete(String key) -> copies.holdings().deleted(key);
            case Write.DeletePrefix _ -> throw new IllegalStateException("a mirror deletes key by key");
        }
    }

    private List<Step> steps() {
        SortedMap<InstanceKey, Instance> instances = new TreeMap<>();
        Map<InstanceKey, Optional<LeaseId>> leases = new HashMap<>();
        records.holdings().all().forEach((key, held) -> {
            if (keys.parse(key) instanceof ParsedKey.Service(String service, String name)) {
                read(service, name, held).ifPresent(instance -> {
                    instances.put(instance.key(), instance);
                    leases.put(instance.key(), held.lease());
                    services.add(service);
                });
            }
        });
        SortedMap<String, Held> present = copies.holdings().all();
        Map<String, String> texts = new TreeMap<>();
        present.forEach((key, held) -> texts.put(key, held.value().utf8()));
        List<Step> steps = new ArrayList<>();
        Set<String> wanted = new HashSet<>();
        for (Format.Copy copy : format.copies(instances, texts)) {
            wanted.add(copy.key());
            Optional<LeaseId> lease = leases.getOrDefault(copy.of(), Optional.empty());
            put(copy, lease, Optional.ofNullable(present.get(copy.key()))).ifPresent(steps::add);
        }
        present.forEach((key, held) -> {
            if (!wanted.contains(key) && format.owns(key, services)) {
                steps.add(new Step(new Compare.ModRevision(key, held.revision()), new Write.Delete(key)));
            }
        });
        return steps;
    }

    /** A record that makes no sense has no copy; who lists services is told of it. */
    private static Optional<Instance> read(String service, String name, Held held) {
        try {
            return Optional.of(InstanceJson.read(
                            new InstanceKey(service, name), held.value().utf8()))
                    .filter(Instance::isPassing);
        } catch (FlotillaException e) {
            return Optional.empty();
        }
    }

    private static Optional<Step> put(Format.Copy copy, Optional<LeaseId> lease, Optional<Held> present) {
        Value value = Value.utf8(copy.value());
        if (present.filter(held -> held.value().equals(value) && held.lease().equals(lease))
                .isPresent()) {
            return Optional.empty();
        }
        Compare unchanged = present.<Compare>map(held -> new Compare.ModRevision(copy.key(), held.revision()))
                .orElseGet(() -> new Compare.Absent(copy.key()));
        return Optional.of(new Step(unchanged, new Write.Put(copy.key(), value, lease)));
    }
}
