package dev.flotilla.registry.machine;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.CompareAndSet;
import dev.flotilla.registry.commit.Decision;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.record.Causes;
import dev.flotilla.registry.record.Records;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Sets and removes dynamic metadata, all or nothing, in one transaction. As in fleet, a machine need not be known: values
 * may wait for it. A known machine's record is rewritten with them, so that a plan made on its old metadata is refused.
 */
public final class MetadataWrites {
    /** So many patches fit into one transaction together with the records of their machines. */
    public static final int MAX_PATCHES = 50;

    private final Loop loop;
    private final WatchCache cache;
    private final Commits commits;
    private final KeyScheme keys;

    public MetadataWrites(Loop loop, WatchCache cache, Commits commits, KeyScheme keys) {
        this.loop = loop;
        this.cache = cache;
        this.commits = commits;
        this.keys = keys;
    }

    /**
     * Carries out the patches in order; of several for one key the last one counts. {@code TooLarge} for more than
     * {@value #MAX_PATCHES}.
     *
     * @return the revision to read them at
     */
    public CompletableFuture<Long> patch(List<MetadataPatch> patches, String by) {
        return patch(patches, by, () -> true);
    }

    /** As {@link #patch(List, String)}, for a caller that may give up. */
    public CompletableFuture<Long> patch(List<MetadataPatch> patches, String by, BooleanSupplier stillWanted) {
        if (patches.size() > MAX_PATCHES) {
            return CompletableFuture.failedFuture(new FlotillaError.TooLarge(
                            "at most " + MAX_PATCHES + " metadata values are changed at once, not " + patches.size())
                    .asException());
        }
        Map<String, MetadataPatch> byKey = new LinkedHashMap<>();
        patches.forEach(patch -> byKey.put(keys.metadata(patch.machine().value(), patch.key()), patch));
        Set<MachineId> machines = new TreeSet<>();
        patches.forEach(patch -> machines.add(patch.machine()));
        return loop.call(() -> byKey.isEmpty()
                ? CompletableFuture.completedFuture(cache.cluster().revision())
                : change(byKey, machines, by, stillWanted)
                        .startingWith(cached(machines))
                        .thenCompose(cache::reached));
    }

    private CompareAndSet<Map<MachineId, Machine>, Long> change(
            Map<String, MetadataPatch> byKey, Set<MachineId> machines, String by, BooleanSupplier stillWanted) {
        return new CompareAndSet<>(
                commits,
                WriteKind.METADATA,
                () -> read(machines),
                known -> new Decision.Write<>(
                        transaction(byKey, machines, known, by),
                        revision -> revision,
                        after -> OptionalLong.empty()), // in doubt it is done again: it says the same
                () -> new FlotillaError.Conflict("the machines are being changed by others all the time; try again")
                        .asException(),
                reason -> new FlotillaError.Unavailable("the store did not say whether the metadata was changed ("
                                + reason + "); look at it before trying again")
                        .asException(),
                stillWanted);
    }

    private Transaction transaction(
            Map<String, MetadataPatch> byKey, Set<MachineId> machines, Map<MachineId, Machine> known, String by) {
        Transaction.Builder transaction = Transaction.builder();
        List<String> written = new ArrayList<>(byKey.keySet());
        byKey.forEach((key, patch) -> transaction.then(patch.value()
                .<Write>map(value -> new Write.Put(key, Value.utf8(value)))
                .orElseGet(() -> new Write.Delete(key))));
        for (MachineId id : machines) {
            String key = keys.machine(id.value());
            Machine machine = known.get(id);
            if (machine == null) {
                transaction.when(new Compare.Absent(key));
            } else {
                transaction.when(new Compare.ModRevision(key, machine.revision()));
                transaction.then(new Write.Put(key, Records.machine(machine)));
                written.add(key);
            }
        }
        String cause = "metadata changed by " + (by.isBlank() ? "a user" : by);
        transaction.then(Causes.write(keys, cause, written.toArray(String[]::new)));
        return transaction.build();
    }

    private Map<MachineId, Machine> cached(Set<MachineId> ids) {
        Map<MachineId, Machine> machines = new TreeMap<>();
        ids.forEach(id -> cache.cluster().machine(id).ifPresent(machine -> machines.put(id, machine)));
        return machines;
    }

    private CompletableFuture<Map<MachineId, Machine>> read(Set<MachineId> ids) {
        CompletableFuture<Map<MachineId, Machine>> all = CompletableFuture.completedFuture(Map.of());
        for (MachineId id : ids) {
            all = all.thenCompose(
                    known -> commits.readKey(keys.machine(id.value())).thenApply(entry -> {
                        Map<MachineId, Machine> machines = new TreeMap<>(known);
                        entry.map(Records::machine).ifPresent(found -> machines.put(id, found));
                        return machines;
                    }));
        }
        return all;
    }
}
