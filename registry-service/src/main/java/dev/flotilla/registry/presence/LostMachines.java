package dev.flotilla.registry.presence;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
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
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** Marks machines as lost: compare-and-set on the session, and their states go in the same transaction. On the loop. */
final class LostMachines {
    private final Loop loop;
    private final WatchCache cache;
    private final Commits commits;
    private final KeyScheme keys;

    LostMachines(Loop loop, WatchCache cache, Commits commits, KeyScheme keys) {
        this.loop = loop;
        this.cache = cache;
        this.commits = commits;
        this.keys = keys;
    }

    /**
     * Marks the machine unless it has another session by now.
     *
     * @return whether it was this call that marked it
     */
    CompletableFuture<Boolean> mark(MachineId id, String session, String cause) {
        return mark(id, session, cause, machine -> machine.lost(loop.now()));
    }

    /** As {@link #mark}, for a machine that said goodbye: the brake does not count it. */
    CompletableFuture<Boolean> leave(MachineId id, String session, String cause) {
        return mark(id, session, cause, machine -> machine.left(loop.now()));
    }

    private CompletableFuture<Boolean> mark(MachineId id, String session, String cause, UnaryOperator<Machine> marked) {
        String key = keys.machine(id.value());
        var change = new CompareAndSet<Optional<Machine>, Boolean>(
                commits,
                WriteKind.LOST,
                () -> commits.readKey(key).thenApply(entry -> entry.map(Records::machine)),
                machine -> machine.filter(found -> isStill(found, session))
                        .<Decision<Optional<Machine>, Boolean>>map(
                                found -> write(key, found, marked.apply(found), cause))
                        .orElseGet(() -> new Decision.Answer<>(false)),
                () -> new FlotillaError.Conflict("machine " + id + " is being changed by others").asException(),
                reason -> new FlotillaError.Unavailable(reason).asException());
        return change.startingWith(cache.cluster().machine(id));
    }

    private static boolean isStill(Machine machine, String session) {
        return machine.status() != MachineStatus.LOST && machine.sessionId().equals(session);
    }

    private Decision<Optional<Machine>, Boolean> write(String key, Machine machine, Machine marked, String cause) {
        Transaction transaction = Transaction.when(new Compare.ModRevision(key, machine.revision()))
                .then(
                        new Write.Put(key, Records.machine(marked)),
                        new Write.DeletePrefix(keys.statesOf(machine.id().value())),
                        Causes.write(keys, cause, key))
                .build();
        return new Decision.Write<>(transaction, revision -> true, after -> after.filter(
                        found -> found.status() == MachineStatus.LOST && found.revision() > machine.revision())
                .map(found -> OptionalLong.of(found.revision()))
                .orElseGet(OptionalLong::empty));
    }
}
