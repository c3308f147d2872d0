package dev.flotilla.registry.join;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.join.JoinSecret;
import dev.flotilla.model.join.SecretHash;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.CompareAndSet;
import dev.flotilla.registry.commit.Decision;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.record.JoinRecords;
import dev.flotilla.registry.record.JoinToken;
import dev.flotilla.store.Compare;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Join tokens: made, listed, revoked, checked. What is stored of one is a hash. Any thread. */
public final class JoinTokens {
    public static final Duration SHORTEST_LIFE = Duration.ofMinutes(1);
    public static final Duration LONGEST_LIFE = Duration.ofDays(365);
    /** More machines than that join by another token. */
    public static final int MOST_USES = 100_000;

    private static final int LONGEST_NOTE = 200;
    /** Compared with when there is no token, so that an unknown id takes as long as a wrong secret. */
    private static final SecretHash NOBODYS = SecretHash.of("");

    private final Loop loop;
    private final Commits commits;
    private final KeyScheme keys;
    private final RandomGenerator random;

    /** @param random one that nobody can foresee */
    public JoinTokens(Loop loop, Commits commits, KeyScheme keys, RandomGenerator random) {
        this.loop = loop;
        this.commits = commits;
        this.keys = keys;
        this.random = random;
    }

    /** A token and its secret, which is told here and never again. */
    public record Made(JoinSecret secret, JoinToken token) {}

    /**
     * A new token; {@code Invalid} for bounds that make no sense.
     *
     * @param maxUses 0: any number
     */
    public CompletableFuture<Made> create(
            Duration life, int maxUses, String note, String by, BooleanSupplier stillWanted) {
        check(life, maxUses, note);
        return loop.call(() -> {
            JoinSecret secret = JoinSecret.generate(random);
            JoinToken token = fresh(secret, life, maxUses, note, by, false);
            return change(secret.id(), stillWanted, known -> write(token, known))
                    .thenApply(stored -> {
                        return new Made(secret, stored);
                    });
        });
    }

    /** Makes the configured token known, unless it is: what became of it since stays so. */
    public CompletableFuture<JoinToken> configure(JoinSecret secret, Duration life) {
        return loop.call(() -> change(secret.id(), () -> true, known -> known.<Decision<Optional<JoinToken>, JoinToken>>
                        map(Decision.Answer::new)
                .orElseGet(() ->
                        write(fresh(secret, life, 0, "from the registry's settings", "", true), Optional.empty()))));
    }

    /** All that are remembered, in the order they were made. */
    public CompletableFuture<List<JoinToken>> list() {
        return loop.call(
                () -> commits.read(ReadRequest.prefix(keys.joinTokens())).thenApply(page -> page.entries().stream()
                        .map(JoinRecords::token)
                        .sorted(Comparator.comparing(JoinToken::created).thenComparing(JoinToken::id))
                        .toList()));
    }

    /** Nobody joins by it any more; {@code NotFound} when there is none. */
    public CompletableFuture<JoinToken> revoke(String id, BooleanSupplier stillWanted) {
        return loop.call(() -> change(id, stillWanted, known -> {
            if (known.isEmpty()) {
                return new Decision.Refuse<>(new FlotillaError.NotFound("there is no join token " + id).asException());
            }
            return known.get().revoked().isPresent()
                    ? new Decision.Answer<>(known.get())
                    : write(known.get().revokedAt(loop.now()), known);
        }));
    }

    /** The token when a machine could join by it now; {@code Denied} otherwise. */
    public CompletableFuture<JoinToken> check(JoinSecret secret) {
        return loop.call(() -> find(secret.id()).thenCompose(known -> {
            Optional<FlotillaException> refusal = refusal(secret, known, loop.now());
            return refusal.isPresent()
                    ? CompletableFuture.failedFuture(refusal.get())
                    : CompletableFuture.completedFuture(known.orElseThrow());
        }));
    }

    /** Why a machine cannot join by it. Who does not know the secret learns nothing about the token. */
    static Optional<FlotillaException> refusal(JoinSecret secret, Optional<JoinToken> known, Instant now) {
        boolean matches = known.map(JoinToken::secret).orElse(NOBODYS).matches(secret.hash());
        if (known.isEmpty() || !matches) {
            return Optional.of(new FlotillaError.Denied("the join token is not known here").asException());
        }
        JoinToken.Standing standing = known.get().standing(now);
        return standing == JoinToken.Standing.GOOD
                ? Optional.empty()
                : Optional.of(new FlotillaError.Denied("join token " + secret.id() + " is " + standing.words()
                                + "; make another with: flotilla join-token create")
                        .asException());
    }

    CompletableFuture<Optional<JoinToken>> find(String id) {
        return commits.readKey(keys.joinToken(id)).thenApply(entry -> entry.map(JoinRecords::token));
    }

    /** A write of the token alone. */
    private Decision<Optional<JoinToken>, JoinToken> write(JoinToken token, Optional<JoinToken> known) {
        String key = keys.joinToken(token.id());
        Compare unchanged = known.<Compare>map(found -> new Compare.ModRevision(key, found.revision()))
                .orElseGet(() -> new Compare.Absent(key));
        Transaction transaction = Transaction.when(unchanged)
                .then(new Write.Put(key, JoinRecords.token(token)))
                .build();
        return new Decision.Write<>(transaction, revision -> token, after -> after.filter(
                        found -> found.secret().matches(token.secret())
                                && found.revoked().equals(token.revoked()))
                .map(found -> OptionalLong.of(found.revision()))
                .orElseGet(OptionalLong::empty));
    }

    private CompletableFuture<JoinToken> change(
            String id,
            BooleanSupplier stillWanted,
            Function<Optional<JoinToken>, Decision<Optional<JoinToken>, JoinToken>> decide) {
        var change = new CompareAndSet<Optional<JoinToken>, JoinToken>(
                commits,
                WriteKind.JOIN,
                () -> find(id),
                decide,
                () -> new FlotillaError.Conflict("join token " + id + " is being changed by others all the time")
                        .asException(),
                reason -> new FlotillaError.Unavailable("the store did not say whether it wrote: " + reason)
                        .asException(),
                stillWanted);
        return find(id).thenCompose(change::startingWith);
    }

    private JoinToken fresh(JoinSecret secret, Duration life, int maxUses, String note, String by, boolean configured) {
        Instant now = loop.now();
        return new JoinToken(
                secret.id(), secret.hash(), now, now.plus(life), maxUses, 0, by, note, Optional.empty(), configured, 0);
    }

    private static void check(Duration life, int maxUses, String note) {
        if (life.compareTo(SHORTEST_LIFE) < 0 || life.compareTo(LONGEST_LIFE) > 0) {
            throw invalid("ttl", "a join token lives from a minute to " + LONGEST_LIFE.toDays() + " days");
        }
        if (maxUses < 0 || maxUses > MOST_USES) {
            throw invalid("max_uses", "a join token is for 1 to " + MOST_USES + " machines, or 0 for any number");
        }
        if (note.length() > LONGEST_NOTE || note.chars().anyMatch(Character::isISOControl)) {
            throw invalid("note", "a note is one line of at most " + LONGEST_NOTE + " characters");
        }
    }

    private static FlotillaException invalid(String field, String message) {
        return new FlotillaError.Invalid(message, Optional.of(field), Optional.empty()).asException();
    }
}
