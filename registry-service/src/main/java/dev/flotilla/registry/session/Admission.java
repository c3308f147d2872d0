package dev.flotilla.registry.session;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.CompareAndSet;
import dev.flotilla.registry.commit.Decision;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.presence.Presence;
import dev.flotilla.registry.record.Causes;
import dev.flotilla.registry.record.Records;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Whether a hello gets a session, and the one write that a session costs. The same boot of a machine takes over from its own
 * older stream at once, on whatever replica that was; another boot (or another machine with the same id) must wait until the
 * living session is over. On the loop.
 */
final class Admission {
    private final Loop loop;
    private final WatchCache cache;
    private final Commits commits;
    private final KeyScheme keys;
    private final Presence presence;
    private final String replicaId;
    private final SessionGate gate;

    Admission(
            Loop loop,
            WatchCache cache,
            Commits commits,
            KeyScheme keys,
            Presence presence,
            String replicaId,
            SessionGate gate) {
        this.loop = loop;
        this.cache = cache;
        this.commits = commits;
        this.keys = keys;
        this.presence = presence;
        this.replicaId = replicaId;
        this.gate = gate;
    }

    /**
     * Writes the machine's record with the new session.
     *
     * @return the record; {@code Denied} for a machine that is not to have a session, {@code Conflict} when the id is taken
     */
    CompletableFuture<Machine> admit(Hello hello, String session) {
        return gate.check(hello).thenCompose(passed -> write(hello, session));
    }

    private CompletableFuture<Machine> write(Hello hello, String session) {
        String key = keys.machine(hello.machine().value());
        var change = new CompareAndSet<Optional<Machine>, Long>(
                commits,
                WriteKind.SESSION,
                () -> commits.readKey(key).thenApply(entry -> entry.map(Records::machine)),
                known -> decide(hello, session, key, known),
                () -> new FlotillaError.Conflict("the machine's record is being changed by others").asException(),
                reason -> new FlotillaError.Unavailable("the store did not say whether the session began: " + reason)
                        .asException());
        return change.startingWith(cache.cluster().machine(hello.machine()))
                .thenCompose(cache::reached)
                .thenCompose(revision -> cache.cluster()
                        .machine(hello.machine())
                        .filter(machine -> machine.sessionId().equals(session))
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(() -> CompletableFuture.failedFuture(noSession(hello))));
    }

    private FlotillaException noSession(Hello hello) {
        return cache.cluster()
                .machine(hello.machine())
                .filter(machine -> isTaken(machine, hello))
                .map(_ -> duplicate(hello))
                .orElseGet(() -> new FlotillaError.Unavailable(
                                "this replica lags behind the store, or another session began meanwhile")
                        .asException());
    }

    private Decision<Optional<Machine>, Long> decide(Hello hello, String session, String key, Optional<Machine> known) {
        Optional<Machine> taken = known.filter(machine -> isTaken(machine, hello));
        if (taken.isEmpty()) {
            return write(key, known, machine(hello, session, known), cause(hello, known), found -> found.sessionId()
                    .equals(session));
        }
        if (isNoted(taken.get(), hello)) {
            return new Decision.Refuse<>(duplicate(hello));
        }
        // Once for each address: everybody is to hear of it, but who is refused comes again and again.
        String address = hello.primaryIp();
        return write(
                key,
                known,
                taken.get().withDuplicate(address),
                "a second machine came with its id",
                found -> found.duplicateAddress().equals(address));
    }

    private Decision<Optional<Machine>, Long> write(
            String key, Optional<Machine> known, Machine machine, String cause, Predicate<Machine> shows) {
        Compare unchanged = known.<Compare>map(before -> new Compare.ModRevision(key, before.revision()))
                .orElseGet(() -> new Compare.Absent(key));
        Transaction transaction = Transaction.when(unchanged)
                .then(new Write.Put(key, Records.machine(machine)), Causes.write(keys, cause, key))
                .build();
        return new Decision.Write<>(transaction, revision -> revision, after -> after.filter(shows)
                .map(found -> OptionalLong.of(found.revision()))
                .orElseGet(OptionalLong::empty));
    }

    /** From the machine's own address comes another boot of it, most likely. */
    private static boolean isNoted(Machine machine, Hello hello) {
        return hello.primaryIp().equals(machine.primaryIp())
                || hello.primaryIp().equals(machine.duplicateAddress());
    }

    /** A session of another replica counts as living until that replica (or its end) says otherwise; nobody's session is over. */
    private boolean isTaken(Machine machine, Hello hello) {
        return machine.status() != MachineStatus.LOST
                && !machine.bootId().equals(hello.bootId())
                && presence.isAlive(machine.id(), machine.sessionId())
                        .orElseGet(() -> presence.isHeardElsewhere(machine));
    }

    private static FlotillaException duplicate(Hello hello) {
        return new FlotillaError.Conflict("duplicate machine id " + hello.machine() + " from " + hello.primaryIp()
                        + ": another machine (or another boot of this one) was heard under it within the TTL;"
                        + " give each machine an id of its own")
                .asException();
    }

    private Machine machine(Hello hello, String session, Optional<Machine> known) {
        MachineStatus before = known.map(Machine::status).orElse(MachineStatus.LOST);
        MachineStatus status = before == MachineStatus.DRAINING ? before : MachineStatus.ONLINE;
        Instant since = before == status ? known.orElseThrow().since() : loop.now();
        String duplicate = known.filter(machine -> machine.bootId().equals(hello.bootId()))
                .map(Machine::duplicateAddress)
                .orElse("");
        return new Machine(
                hello.machine(),
                hello.primaryIp(),
                hello.metadata(),
                java.util.Map.of(),
                hello.capacity(),
                status,
                session,
                replicaId,
                hello.agentEndpoint(),
                hello.agentVersion(),
                hello.bootId(),
                since,
                duplicate,
                false,
                0);
    }

    private static String cause(Hello hello, Optional<Machine> known) {
        if (known.isEmpty()) {
            return "the machine joined";
        }
        if (known.get().status() == MachineStatus.LOST) {
            return "the machine is back";
        }
        return known.get().bootId().equals(hello.bootId()) ? "its agent reconnected" : "the machine rebooted";
    }
}
