package dev.flotilla.registry.bootstrap;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.CompareAndSet;
import dev.flotilla.registry.commit.Decision;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.record.BootstrapRecords;
import dev.flotilla.registry.record.DiscoveryToken;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Discovery tokens of etcd. Nothing of them is kept in memory, so that any replica answers for any token and a restart
 * forgets nothing. Any thread.
 */
public final class DiscoveryTokens {
    /** A token's members: many more than its size, for those that come too late. */
    private static final int MOST_MEMBERS = 64;

    private final Loop loop;
    private final Commits commits;
    private final KeyScheme keys;
    private final DiscoveryReads reads;
    private final DiscoveryWaits waits;
    private final DiscoverySweep sweep;
    private final Supplier<String> tokens;

    /** @param tokens makes 32 hex digits that nobody can guess */
    public DiscoveryTokens(
            Loop loop,
            Commits commits,
            KeyScheme keys,
            DiscoveryReads reads,
            DiscoveryWaits waits,
            DiscoverySweep sweep,
            Supplier<String> tokens) {
        this.loop = loop;
        this.commits = commits;
        this.keys = keys;
        this.reads = reads;
        this.waits = waits;
        this.sweep = sweep;
        this.tokens = tokens;
    }

    /** A new token. {@code Invalid} for a size or a life out of bounds, {@code TooLarge} while there are too many. */
    public CompletableFuture<Discovery> create(int size, Duration life, BooleanSupplier stillWanted) {
        DiscoveryToken.checkSize(size);
        DiscoveryToken.checkLife(life);
        return loop.call(() -> {
            sweep.checkRoom();
            Instant now = loop.now();
            var token = new DiscoveryToken(tokens.get(), size, now, now.plus(life));
            return change(token.token(), stillWanted, known -> create(token, known))
                    .thenApply(revision -> {
                        sweep.created();
                        return new Discovery(token, java.util.List.of(), revision, revision, revision);
                    });
        });
    }

    /** What is known; {@code NotFound} when there is no such token, or its time is over. */
    public CompletableFuture<Discovery> get(String token) {
        return loop.call(() -> reads.existing(token));
    }

    /**
     * Registers a member. Create-only: {@code Conflict} when it is registered already.
     *
     * @return what is known afterwards
     */
    public CompletableFuture<Discovery> register(
            String token, String member, String value, BooleanSupplier stillWanted) {
        Registration.check(member, value);
        return loop.call(() -> change(token, stillWanted, known -> register(token, member, value, known))
                .thenCompose(revision -> reads.existing(token)));
    }

    /** Forgets a member, so that it can register anew; {@code NotFound} when there is no such member. */
    public CompletableFuture<Discovery> remove(String token, String member, BooleanSupplier stillWanted) {
        return loop.call(() -> change(token, stillWanted, known -> remove(token, member, known))
                .thenCompose(revision -> reads.existing(token)));
    }

    /**
     * Waits for somebody who registers.
     *
     * @param from the revision that is news: one above what the caller has read; 0 for whatever comes now
     * @param patience after so long what is known is the answer
     */
    public CompletableFuture<Discovery> await(String token, long from, Duration patience) {
        return loop.call(() -> waits.await(token, from, patience));
    }

    private CompletableFuture<Long> change(
            String token,
            BooleanSupplier stillWanted,
            Function<Optional<Discovery>, Decision<Optional<Discovery>, Long>> decide) {
        var change = new CompareAndSet<>(
                commits,
                WriteKind.ETCD_DISCOVERY,
                () -> reads.find(token),
                decide,
                () -> new FlotillaError.Unavailable("the token is being changed by others all the time; try again")
                        .asException(),
                reason -> new FlotillaError.Unavailable("the store did not say whether it wrote: " + reason)
                        .asException(),
                stillWanted);
        return reads.find(token).thenCompose(change::startingWith);
    }

    private Decision<Optional<Discovery>, Long> create(DiscoveryToken token, Optional<Discovery> known) {
        if (known.isPresent()) {
            return new Decision.Refuse<>(new FlotillaError.Internal("a random token came up twice").asException());
        }
        String record = keys.etcdDiscoveryToken(token.token());
        Transaction transaction = Transaction.when(new Compare.Absent(record))
                .then(
                        new Write.Put(record, BootstrapRecords.token(token)),
                        new Write.Put(
                                keys.etcdDiscoverySize(token.token()), Value.utf8(Integer.toString(token.size()))))
                .build();
        return new Decision.Write<>(
                transaction, revision -> revision, after -> after.map(found -> OptionalLong.of(found.createdIndex()))
                        .orElseGet(OptionalLong::empty));
    }

    private Decision<Optional<Discovery>, Long> register(
            String token, String member, String value, Optional<Discovery> known) {
        if (known.isEmpty()) {
            return new Decision.Refuse<>(DiscoveryReads.missing(token));
        }
        if (known.get().member(member).isPresent()) {
            return new Decision.Refuse<>(registered(member));
        }
        if (known.get().members().size() >= MOST_MEMBERS) {
            return new Decision.Refuse<>(
                    new FlotillaError.TooLarge(MOST_MEMBERS + " members have registered for a cluster of "
                                    + known.get().token().size())
                            .asException());
        }
        String key = keys.etcdDiscoveryMember(token, member);
        Transaction transaction = Transaction.when(
                        new Compare.Exists(keys.etcdDiscoveryToken(token)), new Compare.Absent(key))
                .then(new Write.Put(key, Value.utf8(value)))
                .build();
        return new Decision.Write<>(
                transaction, revision -> revision, after -> after.flatMap(found -> found.member(member))
                        .filter(found -> found.value().equals(value))
                        .map(found -> OptionalLong.of(found.createdIndex()))
                        .orElseGet(OptionalLong::empty));
    }

    /** The token's record is written with it: its revision tells those who wait that somebody they know is gone. */
    private Decision<Optional<Discovery>, Long> remove(String token, String member, Optional<Discovery> known) {
        if (known.isEmpty()) {
            return new Decision.Refuse<>(DiscoveryReads.missing(token));
        }
        Optional<Registration> registration = known.get().member(member);
        if (registration.isEmpty()) {
            return new Decision.Refuse<>(
                    new FlotillaError.NotFound("no member " + member + " has registered").asException());
        }
        String key = keys.etcdDiscoveryMember(token, member);
        long tokenIndex = known.get().tokenIndex();
        Transaction transaction = Transaction.when(
                        new Compare.ModRevision(keys.etcdDiscoveryToken(token), tokenIndex),
                        new Compare.CreateRevision(key, registration.get().createdIndex()))
                .then(
                        new Write.Delete(key),
                        new Write.Put(
                                keys.etcdDiscoveryToken(token),
                                BootstrapRecords.token(known.get().token())))
                .build();
        return new Decision.Write<>(
                transaction, revision -> revision, after -> after.filter(found -> found.tokenIndex() > tokenIndex)
                        .filter(found -> found.member(member).isEmpty())
                        .map(found -> OptionalLong.of(found.tokenIndex()))
                        .orElseGet(OptionalLong::empty));
    }

    private static FlotillaException registered(String member) {
        return new FlotillaError.Conflict("member " + member + " has registered already").asException();
    }
}
