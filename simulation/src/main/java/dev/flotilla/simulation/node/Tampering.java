package dev.flotilla.simulation.node;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.registry.record.Records;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.store.Change;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import dev.flotilla.store.key.ParsedKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The deliberate breakages between a replica and its store; does nothing unless one of them is on. */
final class Tampering {
    private static final KeyScheme KEYS = new KeyScheme();

    private final World world;
    private final String who;
    private int batches;

    Tampering(World world, String who) {
        this.world = world;
        this.who = who;
    }

    Transaction transaction(Transaction sent) {
        return switch (world.breakage()) {
            case NO_FENCING -> unfenced(sent);
            case NO_COMPARES -> without(sent, compare -> !compare.key().equals(KEYS.leader()));
            case PLACED_ANYWHERE -> elsewhere(sent);
            case REPLACES_UNCHECKED -> besideReplacing(sent);
            default -> sent;
        };
    }

    /** Neither is the term compared, nor is the leader's key written under the leader's lease. */
    private static Transaction unfenced(Transaction sent) {
        boolean plan = sent.compares().stream().anyMatch(Compare.CreateRevision.class::isInstance);
        return plan
                ? new Transaction(
                        without(sent, compare -> compare.key().equals(KEYS.leader()))
                                .compares(),
                        sent.writes().stream()
                                .filter(write -> !write.range().contains(KEYS.leader()))
                                .toList())
                : sent;
    }

    private static Transaction without(Transaction sent, java.util.function.Predicate<Compare> dropped) {
        return new Transaction(sent.compares().stream().filter(dropped.negate()).toList(), sent.writes());
    }

    private Transaction elsewhere(Transaction sent) {
        List<MachineId> known = world.checks().oracle().machineIds();
        return redirected(
                sent,
                placement -> known.isEmpty()
                        ? Optional.empty()
                        : Optional.of(known.get(world.random().nextInt(known.size()))));
    }

    private Transaction besideReplacing(Transaction sent) {
        return redirected(sent, placement -> world.checks().oracle().machineOfDisplacer(placement.unit()));
    }

    private static Transaction redirected(Transaction sent, Function<Placement, Optional<MachineId>> to) {
        List<Write> writes = new ArrayList<>();
        for (Write write : sent.writes()) {
            if (write instanceof Write.Put put && KEYS.parse(put.key()) instanceof ParsedKey.Placement) {
                Placement placement = Records.placement(new Entry(put.key(), put.value(), 1, 1, put.lease()));
                writes.add(to.apply(placement)
                        .map(machine -> new Write.Put(put.key(), Records.placement(on(machine, placement))))
                        .orElse(put));
            } else {
                writes.add(write);
            }
        }
        return new Transaction(sent.compares(), writes);
    }

    private static Placement on(MachineId machine, Placement placement) {
        return new Placement(
                placement.unit(), machine, placement.term(), placement.explanation(), placement.since(), 0);
    }

    /** The replica's view of the store. */
    Store watching(Store store) {
        return switch (world.breakage()) {
            case WATCH_SKIPS_A_CHANGE -> new SkippingStore(store, this::skips);
            case BRAKE_UNSEEN -> new SkippingStore(store, Tampering::isOfBrake);
            default -> store;
        };
    }

    private static boolean isOfBrake(WatchBatch batch) {
        return batch.changes().stream().map(Change::key).anyMatch(KEYS.brake()::equals);
    }

    private boolean skips(WatchBatch batch) {
        boolean matters = batch.changes().stream()
                .map(Change::key)
                .anyMatch(key -> key.startsWith(KEYS.placements()) || key.startsWith(KEYS.units()));
        return matters && ++batches % 7 == 0;
    }

    void replicaGone(String replica) {
        if (!world.broken(Breakage.LOST_REPLICA_IS_LOST_MACHINES)) {
            return;
        }
        world.trace().add(who, "takes its machines with it");
        world.checks().oracle().machineIds().stream()
                .flatMap(id -> world.store().stored(KEYS.machine(id.value())).stream())
                .map(Records::machine)
                .filter(machine -> machine.replicaId().equals(replica))
                .forEach(machine -> world.store()
                        .commit(Transaction.of(new Write.Put(
                                KEYS.machine(machine.id().value()),
                                Records.machine(machine.withStatus(MachineStatus.LOST, Instant.EPOCH))))));
    }
}
