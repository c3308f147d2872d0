package dev.flotilla.registry.watch;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.record.Causes;
import dev.flotilla.registry.record.Records;
import dev.flotilla.store.Change;
import dev.flotilla.store.Entry;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.key.KeyScheme;
import dev.flotilla.store.key.ParsedKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings entries and batches of the store into a {@link Cluster}. A record that cannot be read is logged with its key and
 * counts as absent: it never hides the others.
 */
final class ClusterUpdate {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterUpdate.class);

    private final KeyScheme keys;
    private final Cluster cluster;
    private final Written written;

    ClusterUpdate(KeyScheme keys, Cluster cluster, Written written) {
        this.keys = keys;
        this.cluster = cluster;
        this.written = written;
    }

    /** Replaces everything. */
    void load(List<Entry> entries, long revision) {
        ClusterRecords records = cluster.records();
        records.clear();
        for (Entry entry : entries) {
            ParsedKey key = keys.parse(entry.key());
            switch (key) {
                case ParsedKey.Metadata(String machine, String name) ->
                    machineId(machine, entry.key())
                            .ifPresent(id -> records.putMetadata(
                                    id, name, Optional.of(entry.value().utf8())));
                case ParsedKey.Replica(String id) -> records.replicas.add(id);
                case ParsedKey.Globals _ -> records.globalsRevision = entry.modRevision();
                case ParsedKey.History _ -> records.history = historyName(entry);
                default -> decode(key, entry).ifPresent(records::put);
            }
        }
        List.copyOf(records.metadata.keySet()).forEach(records::remerge);
        cluster.startAt(revision);
    }

    /** Applies all changes of one revision. */
    RevisionChanges apply(WatchBatch batch) {
        Map<ItemKey, Touch> touched = new LinkedHashMap<>();
        Set<MachineId> remerged = new LinkedHashSet<>();
        Causes causes = causes(batch);
        for (Change change : batch.changes()) {
            ParsedKey key = keys.parse(change.key());
            switch (key) {
                case ParsedKey.Metadata(String machine, String name) ->
                    machineId(machine, change.key()).ifPresent(id -> {
                        remember(touched, new ItemKey.OfMachine(id), causes.of(change.key()));
                        cluster.records().putMetadata(id, name, value(change));
                        remerged.add(id);
                    });
                case ParsedKey.Replica(String id) -> applyReplica(id, change);
                case ParsedKey.Globals _ ->
                    cluster.records().globalsRevision = change instanceof Change.Put ? batch.revision() : 0;
                case ParsedKey.History _ ->
                    cluster.records().history =
                            change instanceof Change.Put(Entry entry) ? historyName(entry) : HistoryName.NONE;
                default ->
                    itemKey(key, change.key()).ifPresent(item -> {
                        remember(touched, item, causes.of(change.key()));
                        applyItem(key, item, change);
                    });
            }
        }
        remerged.forEach(cluster.records()::remerge);
        cluster.reach(batch.revision());
        return new RevisionChanges(batch.revision(), changes(batch.revision(), touched));
    }

    private static HistoryName historyName(Entry entry) {
        return new HistoryName(entry.value().utf8(), entry.modRevision());
    }

    private record Touch(Optional<Item> before, String cause) {}

    private void remember(Map<ItemKey, Touch> touched, ItemKey key, Optional<String> cause) {
        Touch first = touched.get(key);
        if (first == null) {
            touched.put(key, new Touch(cluster.records().get(key), cause.orElse("")));
        } else if (first.cause().isEmpty() && cause.isPresent()) {
            touched.put(key, new Touch(first.before(), cause.get()));
        }
    }

    private List<ItemChange> changes(long revision, Map<ItemKey, Touch> touched) {
        List<ItemChange> changes = new ArrayList<>();
        touched.forEach((key, touch) -> {
            Optional<Item> after = cluster.records().get(key);
            if (isVisible(touch.before(), after)) {
                changes.add(new ItemChange(revision, key, touch.before(), after, touch.cause()));
            }
        });
        return changes;
    }

    /** The leader's key is rewritten with each of its commits; that is nobody's news. */
    private static boolean isVisible(Optional<Item> before, Optional<Item> after) {
        if (before.isEmpty() && after.isEmpty()) {
            return false;
        }
        return !(before.orElse(null) instanceof Item.OfLeader(var old)
                && after.orElse(null) instanceof Item.OfLeader(var current)
                && old.isSameTerm(current));
    }

    private void applyItem(ParsedKey key, ItemKey item, Change change) {
        switch (change) {
            case Change.Put(Entry entry) ->
                decode(key, entry).ifPresentOrElse(cluster.records()::put, () -> cluster.records()
                        .remove(item));
            case Change.Deleted _ -> cluster.records().remove(item);
        }
    }

    private void applyReplica(String id, Change change) {
        if (change instanceof Change.Put) {
            cluster.records().replicas.add(id);
        } else {
            cluster.records().replicas.remove(id);
        }
    }

    private Causes causes(WatchBatch batch) {
        String key = Causes.key(keys);
        for (Change change : batch.changes()) {
            if (change instanceof Change.Put(Entry entry) && entry.key().equals(key)) {
                return Causes.read(entry.value());
            }
        }
        return Causes.NONE;
    }

    private static Optional<String> value(Change change) {
        return change instanceof Change.Put(Entry entry)
                ? Optional.of(entry.value().utf8())
                : Optional.empty();
    }

    private Optional<Item> decode(ParsedKey key, Entry entry) {
        Optional<Item> item = written.recall(entry).or(() -> read(key, entry));
        if (item.isPresent() && !itemKey(key, entry.key()).equals(item.map(Item::key))) {
            LOG.error(
                    "the record {} is that of {} and is left out",
                    entry.key(),
                    item.get().key());
            return Optional.empty();
        }
        return item;
    }

    private static Optional<Item> read(ParsedKey key, Entry entry) {
        try {
            return switch (key) {
                case ParsedKey.Unit _ -> Optional.of(new Item.OfUnit(Records.unit(entry)));
                case ParsedKey.Machine _ -> Optional.of(new Item.OfMachine(Records.machine(entry)));
                case ParsedKey.Placement _ -> Optional.of(new Item.OfPlacement(Records.placement(entry)));
                case ParsedKey.Pending _ -> Optional.of(new Item.OfPending(Records.pending(entry)));
                case ParsedKey.State _ -> Optional.of(new Item.OfState(Records.state(entry)));
                case ParsedKey.Leader _ -> Optional.of(new Item.OfLeader(Records.leader(entry)));
                case ParsedKey.Brake _ -> Optional.of(new Item.OfBrake(Records.brake(entry)));
                case ParsedKey.Metadata _,
                        ParsedKey.Replica _,
                        ParsedKey.Globals _,
                        ParsedKey.History _,
                        ParsedKey.Service _,
                        ParsedKey.JoinToken _,
                        ParsedKey.Credential _,
                        ParsedKey.EtcdDiscovery _,
                        ParsedKey.Withdrawn _,
                        ParsedKey.Sidekick _,
                        ParsedKey.Foreign _ -> Optional.empty();
            };
        } catch (FlotillaException | IllegalArgumentException e) {
            LOG.error("the record {} cannot be read and is left out: {}", entry.key(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<ItemKey> itemKey(ParsedKey key, String storeKey) {
        try {
            return switch (key) {
                case ParsedKey.Unit(String name) -> Optional.of(new ItemKey.OfUnit(new UnitName(name)));
                case ParsedKey.Machine(String id) -> Optional.of(new ItemKey.OfMachine(new MachineId(id)));
                case ParsedKey.Placement(String unit) -> Optional.of(new ItemKey.OfPlacement(new UnitName(unit)));
                case ParsedKey.Pending(String unit) -> Optional.of(new ItemKey.OfPending(new UnitName(unit)));
                case ParsedKey.State(String machine, String unit) ->
                    Optional.of(new ItemKey.OfState(new MachineId(machine), new UnitName(unit)));
                case ParsedKey.Leader _ -> Optional.of(new ItemKey.OfLeader());
                case ParsedKey.Brake _ -> Optional.of(new ItemKey.OfBrake());
                case ParsedKey.Metadata _,
                        ParsedKey.Replica _,
                        ParsedKey.Globals _,
                        ParsedKey.History _,
                        ParsedKey.Service _,
                        ParsedKey.JoinToken _,
                        ParsedKey.Credential _,
                        ParsedKey.EtcdDiscovery _,
                        ParsedKey.Withdrawn _,
                        ParsedKey.Sidekick _,
                        ParsedKey.Foreign _ -> Optional.empty();
            };
        } catch (FlotillaException e) {
            LOG.error("the key {} makes no sense and is left out: {}", storeKey, e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<MachineId> machineId(String id, String storeKey) {
        try {
            return Optional.of(new MachineId(id));
        } catch (FlotillaException e) {
            LOG.error("the key {} makes no sense and is left out: {}", storeKey, e.getMessage());
            return Optional.empty();
        }
    }
}
