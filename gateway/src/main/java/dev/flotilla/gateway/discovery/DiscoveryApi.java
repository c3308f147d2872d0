package dev.flotilla.gateway.discovery;

import dev.flotilla.client.bootstrap.Discovery;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * etcd's discovery protocol over tokens that any replica of the registry knows. A token's history is what has registered: a
 * registration never changes, so every index of the past can be answered, however old. Nothing here blocks.
 */
public final class DiscoveryApi {
    private final EtcdTokens tokens;
    private final LongPolls polls;
    private final LongSupplier newest;

    /** @param newest an index for answers about what does not exist */
    public DiscoveryApi(EtcdTokens tokens, LongPolls polls, LongSupplier newest) {
        this.tokens = tokens;
        this.polls = polls;
        this.newest = newest;
    }

    /** {@code GET /TOKEN/_config/size}. */
    public CompletableFuture<EtcdAnswer> size(String token) {
        return answer(
                tokens.get(token),
                EtcdReply.key(token) + "/_config/size",
                (known, key) -> EtcdAnswer.of(200, known.index(), EtcdReply.size(known)));
    }

    /** {@code GET /TOKEN}. */
    public CompletableFuture<EtcdAnswer> list(String token) {
        return answer(
                tokens.get(token),
                EtcdReply.key(token),
                (known, key) -> EtcdAnswer.of(200, known.index(), EtcdReply.list(known)));
    }

    /** {@code GET /TOKEN/MEMBER}. */
    public CompletableFuture<EtcdAnswer> member(String token, String member) {
        return answer(tokens.get(token), EtcdReply.key(token, member), (known, key) -> find(known, member)
                .map(found -> EtcdAnswer.of(200, known.index(), EtcdReply.got(token, found)))
                .orElseGet(() -> EtcdAnswer.notFound(key, known.index())));
    }

    /**
     * {@code GET /TOKEN?wait=true} and {@code GET /TOKEN/MEMBER?wait=true}: the first registration at or after the index, at
     * once when it is of the past.
     *
     * @param member whom to wait for; empty: anybody
     * @param waitIndex as the client sent it
     * @param stillWanted whether the client is still there
     */
    public CompletableFuture<EtcdAnswer> await(
            String token, Optional<String> member, Optional<String> waitIndex, BooleanSupplier stillWanted) {
        String key = member.map(id -> EtcdReply.key(token, id)).orElseGet(() -> EtcdReply.key(token));
        long from;
        try {
            from = waitIndex
                    .filter(text -> !text.isEmpty())
                    .map(Long::parseLong)
                    .orElse(0L);
        } catch (NumberFormatException e) {
            return CompletableFuture.completedFuture(
                    EtcdAnswer.indexNotANumber(waitIndex.orElse(""), newest.getAsLong()));
        }
        return failuresToAnswers(polls.await(token, member, Math.max(0, from), stillWanted), key);
    }

    /**
     * {@code PUT /TOKEN/MEMBER?prevExist=false}. Registrations are only ever created, whatever the client says of what was
     * before.
     */
    public CompletableFuture<EtcdAnswer> register(
            String token, String member, Optional<String> prevExist, Optional<String> value) {
        String key = EtcdReply.key(token, member);
        if (prevExist.filter("true"::equals).isPresent()) {
            return CompletableFuture.completedFuture(EtcdAnswer.invalid(
                    "a registration is not changed; delete it and register anew", key, newest.getAsLong()));
        }
        if (value.filter(text -> !text.isEmpty()).isEmpty()) {
            return CompletableFuture.completedFuture(EtcdAnswer.valueMissing(key, newest.getAsLong()));
        }
        CompletableFuture<EtcdAnswer> registered =
                answer(tokens.register(token, member, value.get()), key, (known, place) -> find(known, member)
                        .map(found -> EtcdAnswer.of(201, known.index(), EtcdReply.created(token, found)))
                        .orElseGet(() -> EtcdAnswer.notFound(place, known.index())));
        return registered.thenCompose(
                said -> said.status() == EtcdAnswer.EXISTS ? atItsIndex(token, said) : registered);
    }

    /** What exists already was made at an index of the token's, which this gateway may not have heard of otherwise. */
    private CompletableFuture<EtcdAnswer> atItsIndex(String token, EtcdAnswer said) {
        return tokens.get(token).handle((known, failure) -> failure == null ? said.at(known.index()) : said);
    }

    /** {@code DELETE /TOKEN/MEMBER}. */
    public CompletableFuture<EtcdAnswer> remove(String token, String member) {
        String key = EtcdReply.key(token, member);
        CompletableFuture<EtcdAnswer> removed = tokens.get(token).thenCompose(before -> find(before, member)
                .map(found -> tokens.remove(token, member)
                        .thenApply(after -> EtcdAnswer.of(
                                200, after.index(), EtcdReply.deleted(token, found, after.relistBefore()))))
                .orElseGet(() -> CompletableFuture.completedFuture(EtcdAnswer.notFound(key, before.index()))));
        return failuresToAnswers(removed, key);
    }

    static Optional<Discovery.Member> find(Discovery discovery, String member) {
        return discovery.members().stream()
                .filter(found -> found.id().equals(member))
                .findFirst();
    }

    private CompletableFuture<EtcdAnswer> answer(
            CompletableFuture<Discovery> known, String key, BiFunction<Discovery, String, EtcdAnswer> words) {
        return failuresToAnswers(known.thenApply(discovery -> words.apply(discovery, key)), key);
    }

    private CompletableFuture<EtcdAnswer> failuresToAnswers(CompletableFuture<EtcdAnswer> answer, String key) {
        return answer.exceptionally(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            FlotillaError error = cause instanceof FlotillaException known
                    ? known.error()
                    : new FlotillaError.Internal("unexpected: " + cause);
            return EtcdAnswer.of(error, key, newest.getAsLong());
        });
    }
}
