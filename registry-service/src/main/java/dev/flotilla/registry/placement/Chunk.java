package dev.flotilla.registry.placement;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.registry.record.Causes;
import dev.flotilla.registry.record.Leader;
import dev.flotilla.registry.record.Records;
import dev.flotilla.registry.watch.Item;
import dev.flotilla.registry.watch.Written;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Accepted changes that go into one transaction. Besides their own compares it carries two on the leader's key: its create
 * revision is the fence; its last write, which the transaction repeats, proves that no other commit of placements came
 * between the cache that the changes were judged by and this one.
 */
final class Chunk {
    /** At most two writes each. */
    private static final int MAX_CHANGES = 50;
    /** Leaves room for the leader's own. */
    private static final int MAX_COMPARES = Transaction.MAX_OPERATIONS - 10;

    /** Of the records; leaves room for keys and causes. */
    private static final int MAX_BYTES = Transaction.MAX_BYTES / 2;

    /** A change alone has more room. */
    private static final int MAX_BYTES_OF_ONE = Transaction.MAX_BYTES / 4 * 3;

    private final KeyScheme keys;
    private final Written written;
    private final Leader leader;
    private final Instant now;
    private final List<PlacementChange> changes = new ArrayList<>();
    private final Map<Compare, List<PlacementChange>> compares = new LinkedHashMap<>();
    private final List<Write> writes = new ArrayList<>();
    private final Map<String, String> causes = new LinkedHashMap<>();
    private long bytes;

    Chunk(KeyScheme keys, Written written, Leader leader, Instant now) {
        this.keys = keys;
        this.written = written;
        this.leader = leader;
        this.now = now;
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    List<PlacementChange> changes() {
        return changes;
    }

    /** Whether a change with these conditions still has room; the first one always has. */
    boolean hasRoomFor(PlacementChange change, Collection<Compare> conditions) {
        long more = conditions.stream()
                .filter(compare -> !compares.containsKey(compare))
                .count();
        return changes.isEmpty()
                || changes.size() < MAX_CHANGES
                        && compares.size() + more <= MAX_COMPARES
                        && bytes + size(change) <= MAX_BYTES;
    }

    /** Why no transaction can hold a change at all. */
    static Optional<String> fault(PlacementChange change) {
        if (change.guards().size() > MAX_COMPARES / 2 - 5) {
            return Optional.of("too many guards");
        }
        return size(change) > MAX_BYTES_OF_ONE ? Optional.of("its explanation is too large") : Optional.empty();
    }

    /** Nearly all of what its record takes. */
    private static int size(PlacementChange change) {
        return Records.size(change.action().explanation());
    }

    /**
     * @param lostWith of a unit that is to wait: the lost machine it was on
     * @param waits whether the unit is known to wait: nobody but a commit of placements could have made it since
     */
    void add(PlacementChange change, Collection<Compare> conditions, Optional<MachineId> lostWith, boolean waits) {
        changes.add(change);
        conditions.forEach(compare ->
                compares.computeIfAbsent(compare, c -> new ArrayList<>(1)).add(change));
        String placement = keys.placement(change.unit().value());
        String pending = keys.pending(change.unit().value());
        switch (change.action()) {
            case PlacementChange.Place place -> {
                var record = new Placement(change.unit(), place.machine(), leader.term(), place.explanation(), now, 0);
                put(placement, written.remember(placement, Records.placement(record), new Item.OfPlacement(record)));
                if (waits) {
                    writes.add(new Write.Delete(pending));
                    causes.put(pending, change.cause());
                }
            }
            case PlacementChange.Unplace unplace -> {
                writes.add(new Write.Delete(placement));
                pending(pending, new Pending(change.unit(), unplace.explanation(), now, lostWith, 0), change);
            }
            case PlacementChange.Wait wait ->
                pending(pending, new Pending(change.unit(), wait.explanation(), now, lostWith, 0), change);
        }
        causes.put(placement, change.cause());
    }

    private void pending(String key, Pending pending, PlacementChange change) {
        put(key, Records.pending(pending));
        causes.put(key, change.cause());
    }

    Transaction transaction() {
        Transaction.Builder transaction = Transaction.when(fence(), order());
        compares.keySet().forEach(transaction::when);
        writes.forEach(transaction::then);
        transaction.then(leader.lease()
                .map(lease -> new Write.Put(keys.leader(), Records.leader(leader.candidate()), lease))
                .orElseGet(() -> new Write.Put(keys.leader(), Records.leader(leader.candidate()))));
        transaction.then(Causes.write(keys, causes));
        return transaction.build();
    }

    /** Fails when another leads. */
    Compare fence() {
        return new Compare.CreateRevision(keys.leader(), leader.term());
    }

    /** Fails when another commit of placements came between. */
    Compare order() {
        return new Compare.ModRevision(keys.leader(), leader.revision());
    }

    /** The changes that named a compare. */
    List<PlacementChange> owners(Compare compare) {
        return compares.getOrDefault(compare, List.of());
    }

    /** A write that nobody else's transaction contains. */
    Optional<Write.Put> signature() {
        return writes.stream()
                .filter(Write.Put.class::isInstance)
                .map(Write.Put.class::cast)
                .findFirst();
    }

    private void put(String key, Value value) {
        writes.add(new Write.Put(key, value));
        bytes += value.size();
    }
}
