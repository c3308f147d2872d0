package dev.flotilla.registry.discovery;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.store.Change;
import dev.flotilla.store.Entry;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.key.KeyScheme;
import dev.flotilla.store.key.ParsedKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records at one revision, who of them belongs to which machine, and which changed last: a watcher that knows an older
 * revision needs only those. Deletions are remembered too, up to a limit. A record that cannot be read is said once and
 * hides nobody.
 */
final class CatalogState {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogState.class);
    /** So many deleted instances are remembered for watchers that lag behind. */
    private static final int MOST_DELETED = 10_000;

    private final KeyScheme keys;
    private final SortedMap<InstanceKey, Slot> slots = new TreeMap<>();
    private final Map<MachineId, Set<InstanceKey>> ofMachine = new HashMap<>();
    private final SequencedMap<InstanceKey, Long> changed = new LinkedHashMap<>();
    private int deleted;
    private long revision;
    /** Changes up to this revision may be forgotten. */
    private long floor;

    CatalogState(KeyScheme keys) {
        this.keys = keys;
    }

    long revision() {
        return revision;
    }

    void load(List<Entry> entries, long at) {
        slots.clear();
        ofMachine.clear();
        changed.clear();
        deleted = 0;
        entries.forEach(entry -> put(entry, new HashSet<>()));
        revision = at;
        floor = at;
    }

    /** The instances whose records were touched. */
    Set<InstanceKey> apply(WatchBatch batch) {
        Set<InstanceKey> touched = new LinkedHashSet<>();
        for (Change change : batch.changes()) {
            switch (change) {
                case Change.Put(Entry entry) -> put(entry, touched);
                case Change.Deleted(String key, long _) -> delete(key, touched);
            }
        }
        revision = batch.revision();
        touched.forEach(this::remember);
        return touched;
    }

    void reach(long at) {
        revision = Math.max(revision, at);
    }

    Slot slot(InstanceKey key) {
        return slots.getOrDefault(key, Slot.EMPTY);
    }

    Optional<Instance> instance(InstanceKey key) {
        return slot(key).instance();
    }

    List<Instance> instances() {
        return slots.values().stream().flatMap(slot -> slot.instance().stream()).toList();
    }

    List<MalformedRecord> malformed() {
        return slots.values().stream()
                .flatMap(slot -> slot.published().stream())
                .filter(record -> record.instance().isEmpty())
                .map(record -> new MalformedRecord(record.storeKey(), record.fault(), record.revision()))
                .toList();
    }

    /** The instances whose records name the machine. */
    Set<InstanceKey> ofMachine(MachineId machine) {
        return Set.copyOf(ofMachine.getOrDefault(machine, Set.of()));
    }

    /** What changed after a revision, each once; empty when that is not known any more. */
    Optional<List<InstanceKey>> changedAfter(long since) {
        if (since < floor) {
            return Optional.empty();
        }
        List<InstanceKey> found = new ArrayList<>();
        for (var entry : changed.sequencedEntrySet().reversed()) {
            if (entry.getValue() <= since) {
                break;
            }
            found.add(entry.getKey());
        }
        return Optional.of(found.reversed());
    }

    private void put(Entry entry, Set<InstanceKey> touched) {
        keyOf(entry.key()).ifPresent(place -> {
            InstanceKey key = place.key();
            StoredRecord record =
                    place.withdrawn() ? StoredRecord.withdrawn(key, entry) : StoredRecord.published(key, entry);
            if (record.instance().isEmpty()) {
                LOG.warn("the record {} of another program cannot be used: {}", entry.key(), record.fault());
            }
            set(
                    key,
                    place.withdrawn()
                            ? slot(key).withWithdrawn(Optional.of(record))
                            : slot(key).withPublished(Optional.of(record)));
            touched.add(key);
        });
    }

    private void delete(String storeKey, Set<InstanceKey> touched) {
        keyOf(storeKey).ifPresent(place -> {
            Slot slot = slot(place.key());
            set(
                    place.key(),
                    place.withdrawn() ? slot.withWithdrawn(Optional.empty()) : slot.withPublished(Optional.empty()));
            touched.add(place.key());
        });
    }

    private void set(InstanceKey key, Slot now) {
        machineOf(slot(key))
                .ifPresent(machine ->
                        ofMachine.getOrDefault(machine, new HashSet<>()).remove(key));
        if (now.isEmpty()) {
            slots.remove(key);
        } else {
            slots.put(key, now);
        }
        machineOf(now).ifPresent(machine -> ofMachine
                .computeIfAbsent(machine, id -> new HashSet<>())
                .add(key));
    }

    private static Optional<MachineId> machineOf(Slot slot) {
        return slot.instance().flatMap(Instance::machine);
    }

    private void remember(InstanceKey key) {
        changed.remove(key);
        changed.put(key, revision);
        if (!slots.containsKey(key) && ++deleted > MOST_DELETED) {
            forgetDeleted();
        }
    }

    /** Forgets the older half of what was deleted. */
    private void forgetDeleted() {
        int left = MOST_DELETED / 2;
        for (var entries = changed.entrySet().iterator(); entries.hasNext() && left > 0; ) {
            var entry = entries.next();
            if (!slots.containsKey(entry.getKey())) {
                floor = Math.max(floor, entry.getValue());
                entries.remove();
                left--;
            }
        }
        deleted = (int)
                changed.keySet().stream().filter(key -> !slots.containsKey(key)).count();
    }

    private record Place(InstanceKey key, boolean withdrawn) {}

    private Optional<Place> keyOf(String storeKey) {
        try {
            return switch (keys.parse(storeKey)) {
                case ParsedKey.Service(String service, String instance) ->
                    Optional.of(new Place(new InstanceKey(service, instance), false));
                case ParsedKey.Withdrawn(String service, String instance) ->
                    Optional.of(new Place(new InstanceKey(service, instance), true));
                default -> Optional.empty(); // deeper than an instance, or beside services: another program's own
            };
        } catch (FlotillaException e) {
            LOG.warn("the key {} of another program names no instance: {}", storeKey, e.getMessage());
            return Optional.empty();
        }
    }
}
