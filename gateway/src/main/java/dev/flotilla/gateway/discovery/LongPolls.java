package dev.flotilla.gateway.discovery;

import dev.flotilla.client.bootstrap.Discovery;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Requests that wait. A poll is a future and no thread; it asks the registry again and again, with patience, until there is
 * news, the client is gone, or it has lasted long enough for a client to say that it still waits.
 *
 * <p>A registry that cannot be reached is waited for as well. etcd's client doubles its pause with each error and never
 * shortens it, so that a few errors keep it away for minutes; and it gives up over one when it waits for its own entry.
 */
public final class LongPolls {
    private final EtcdTokens tokens;
    private final Supplier<Duration> uptime;
    private final Duration longest;
    private final Supplier<CompletableFuture<Void>> pause;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param uptime a monotonic clock
     * @param longest after so long a poll ends without news; the client begins another
     * @param pause over before the registry is asked again after it could not be reached
     */
    public LongPolls(
            EtcdTokens tokens, Supplier<Duration> uptime, Duration longest, Supplier<CompletableFuture<Void>> pause) {
        this.tokens = tokens;
        this.uptime = uptime;
        this.longest = longest;
        this.pause = pause;
    }

    /** How many wait now. */
    public int waiting() {
        return waiting.get();
    }

    /** @param from 0: what comes from now on */
    CompletableFuture<EtcdAnswer> await(String token, Optional<String> member, long from, BooleanSupplier stillWanted) {
        Duration end = uptime.get().plus(longest);
        waiting.incrementAndGet();
        CompletableFuture<EtcdAnswer> answer = from > 0
                ? round(new Poll(token, member, from, end, stillWanted))
                : tokens.get(token)
                        .thenCompose(known -> round(new Poll(token, member, known.index() + 1, end, stillWanted)));
        return answer.whenComplete((said, failure) -> waiting.decrementAndGet());
    }

    private record Poll(String token, Optional<String> member, long from, Duration end, BooleanSupplier stillWanted) {
        /** Others that have registered are no news to who waits for one. */
        private Poll past(Discovery known) {
            return member.isPresent() ? new Poll(token, member, known.index() + 1, end, stillWanted) : this;
        }
    }

    private CompletableFuture<EtcdAnswer> round(Poll poll) {
        Duration left = poll.end().minus(uptime.get());
        return tokens.await(poll.token(), poll.from(), left.isPositive() ? left : Duration.ZERO)
                .thenCompose(known -> news(poll, known)
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(() -> isOver(poll)
                                ? CompletableFuture.completedFuture(EtcdAnswer.noNews(known.index()))
                                : round(poll.past(known))))
                .exceptionallyCompose(failure -> isOver(poll) || !isPassing(failure)
                        ? CompletableFuture.failedFuture(failure)
                        : pause.get().thenCompose(over -> round(poll)));
    }

    private boolean isOver(Poll poll) {
        return uptime.get().compareTo(poll.end()) >= 0 || !poll.stillWanted().getAsBoolean();
    }

    private static boolean isPassing(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        return cause instanceof FlotillaException known && known.error() instanceof FlotillaError.Unavailable;
    }

    /**
     * Who waits for itself is told when it is there, whatever became of others. Who waits for others from before a removal
     * has counted a member that is gone. No event of etcd's makes its client forget one; an answer that sends it back to the
     * list does.
     */
    private static Optional<EtcdAnswer> news(Poll poll, Discovery known) {
        Optional<EtcdAnswer> registered = registered(poll, known);
        boolean alone = poll.member().isPresent() && registered.isPresent();
        return poll.from() <= known.relistBefore() && !alone
                ? Optional.of(EtcdAnswer.listAgain(EtcdReply.key(poll.token()), known.index()))
                : registered;
    }

    private static Optional<EtcdAnswer> registered(Poll poll, Discovery known) {
        return known.members().stream()
                .filter(member -> member.createdIndex() >= poll.from())
                .filter(member -> poll.member().map(member.id()::equals).orElse(true))
                .min(Comparator.comparingLong(Discovery.Member::createdIndex))
                .map(member -> EtcdAnswer.of(200, known.index(), EtcdReply.created(poll.token(), member)));
    }
}
