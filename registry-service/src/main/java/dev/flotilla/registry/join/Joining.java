package dev.flotilla.registry.join;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.join.JoinSecret;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.CompareAndSet;
import dev.flotilla.registry.commit.Decision;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Lanes;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.record.JoinRecords;
import dev.flotilla.registry.record.JoinToken;
import dev.flotilla.registry.record.MachineCredential;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * A machine joins: one use of the token and the machine's credential are one transaction, so that no token is good for more
 * machines than it says, whatever happens at once. Many that boot at once with one token queue here, and meet only those of
 * other replicas in the store. Any thread.
 */
public final class Joining {
    private final Loop loop;
    private final WatchCache cache;
    private final Commits commits;
    private final KeyScheme keys;
    private final JoinTokens tokens;
    private final IdentityIssuer issuer;
    private final Lanes<String> lanes;

    public Joining(
            Loop loop, WatchCache cache, Commits commits, KeyScheme keys, JoinTokens tokens, IdentityIssuer issuer) {
        this.loop = loop;
        this.cache = cache;
        this.commits = commits;
        this.keys = keys;
        this.tokens = tokens;
        this.issuer = issuer;
        this.lanes = new Lanes<>(loop);
    }

    private record Known(Optional<JoinToken> token, Optional<MachineCredential> credential) {}

    /**
     * Gives the machine its identity. A machine that asks again for the identity it has, with the token it had it by, is told
     * yes without a further use. {@code Denied} when the token is not good; {@code Conflict} when the id is a live machine's.
     */
    public CompletableFuture<MachineCredential> join(
            JoinSecret secret, MachineId machine, IdentityRequest request, BooleanSupplier stillWanted) {
        return loop.call(() -> {
            var change = new CompareAndSet<Known, MachineCredential>(
                    commits,
                    WriteKind.JOIN,
                    () -> read(secret, machine),
                    known -> decide(secret, machine, request, known),
                    () -> new FlotillaError.Unavailable("many machines join by this token at once; try again")
                            .asException(),
                    reason -> new FlotillaError.Unavailable("the store did not say whether it wrote: " + reason)
                            .asException(),
                    stillWanted);
            return cache.await(0)
                    .thenCompose(seen ->
                            lanes.run(secret.id(), () -> read(secret, machine).thenCompose(change::startingWith)));
        });
    }

    private CompletableFuture<Known> read(JoinSecret secret, MachineId machine) {
        return tokens.find(secret.id()).thenCompose(token -> commits.readKey(keys.credential(machine.value()))
                .thenApply(entry -> new Known(token, entry.map(JoinRecords::credential))));
    }

    private Decision<Known, MachineCredential> decide(
            JoinSecret secret, MachineId machine, IdentityRequest request, Known known) {
        MachineCredential wanted = issuer.issue(machine, request, secret.id(), loop.now());
        if (known.credential().filter(has -> isSame(has, wanted)).isPresent()
                && known.token()
                        .filter(token -> token.secret().matches(secret.hash()))
                        .isPresent()) {
            return new Decision.Answer<>(known.credential().get());
        }
        Optional<FlotillaException> refusal = JoinTokens.refusal(secret, known.token(), loop.now());
        if (refusal.isPresent()) {
            return new Decision.Refuse<>(refusal.get());
        }
        if (known.credential().isPresent() && isLive(machine)) {
            return new Decision.Refuse<>(new FlotillaError.Conflict("machine " + machine
                            + " has joined already and is online; give each machine an id of its own")
                    .asException());
        }
        JoinToken token = known.token().orElseThrow();
        String tokenKey = keys.joinToken(token.id());
        String credentialKey = keys.credential(machine.value());
        Transaction transaction = Transaction.when(
                        new Compare.ModRevision(tokenKey, token.revision()),
                        known.credential()
                                .<Compare>map(has -> new Compare.ModRevision(credentialKey, has.revision()))
                                .orElseGet(() -> new Compare.Absent(credentialKey)))
                .then(
                        new Write.Put(tokenKey, JoinRecords.token(token.usedOnceMore())),
                        new Write.Put(credentialKey, JoinRecords.credential(wanted)))
                .build();
        return new Decision.Write<>(transaction, revision -> wanted, after -> after.credential()
                .filter(has -> isSame(has, wanted))
                .map(has -> OptionalLong.of(has.revision()))
                .orElseGet(OptionalLong::empty));
    }

    private boolean isLive(MachineId machine) {
        return cache.cluster()
                .machine(machine)
                .filter(found -> found.status() != MachineStatus.LOST)
                .isPresent();
    }

    private static boolean isSame(MachineCredential has, MachineCredential wanted) {
        return has.secret().matches(wanted.secret()) && has.tokenId().equals(wanted.tokenId());
    }
}
