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
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Sets and removes dynamic metadata, all or nothing, in one transaction. As in fleet, a machine need not be known: values
 * may wait for it. A known machine's record is rewritten with them, so that a plan made on its old metadata is refused. What
 * is so already is not written.
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

    /** @param values of the keys that are to be patched, by store key */
    private record Known(Map<MachineId, Machine> machines, Map<String, String> values, long revision) {}

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
                        .startingWith(cached(byKey, machines))
                        .thenCompose(cache::reached));
    }

    private CompareAndSet<Known, Long> change(
            Map<String, MetadataPatch> byKey, Set<MachineId> machines, String by, BooleanSupplier stillWanted) {
        return new CompareAndSet<>(
                commits,
                WriteKind.METADATA,
                () -> read(byKey, machines),
                known -> isSo(byKey, known)
                        ? new Decision.Answer<>(known.revision())
                        : new Decision.Write<>(
                                transaction(byKey, machines, known.machines(), by),
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

    private static boolean isSo(Map<String, MetadataPatch> byKey, Known known) {
        return byKey.entrySet().stream().allMatch(patch -> patch.getValue()
                .value()
                .equals(Optional.ofNullable(known.values().get(patch.getKey()))));
    }

    private Known cached(Map<String, MetadataPatch> byKey, Set<MachineId> ids) {
        Map<MachineId, Machine> machines = new TreeMap<>();
        ids.forEach(id -> cache.cluster().machine(id).ifPresent(machine -> machines.put(id, machine)));
        Map<String, String> values = new TreeMap<>();
        byKey.forEach((key, patch) -> {
            String value = cache.cluster().dynamicMetadata(patch.machine()).get(patch.key());
            if (value != null) {
                values.put(key, value);
            }
        });
        return new Known(machines, values, cache.cluster().revision());
    }

    private CompletableFuture<Known> read(Map<String, MetadataPatch> byKey, Set<MachineId> ids) {
        CompletableFuture<Known> all = CompletableFuture.completedFuture(new Known(Map.of(), Map.of(), 0));
        for (MachineId id : ids) {
            all = all.thenCompose(
                    known -> commits.readKey(keys.machine(id.value())).thenApply(entry -> {
                        Map<MachineId, Machine> machines = new TreeMap<>(known.machines());
                        entry.map(Records::machine).ifPresent(found -> machines.put(id, found));
                        return new Known(machines, known.values(), known.revision());
                    }));
        }
        for (String key : byKey.keySet()) {
            all = all.thenCompose(known -> commits.read(ReadRequest.key(key)).thenApply(page -> {
                Map<String, String> values = new TreeMap<>(known.values());
                page.first().ifPresent(found -> values.put(key, found.value().utf8()));
                return new Known(known.machines(), values, page.revision());
            }));
        }
        return all;
    }
}
