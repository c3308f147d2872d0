package dev.flotilla.gateway.discovery;

import dev.flotilla.client.bootstrap.Discovery;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Requests that wait. A poll is a future and no thread; it asks the registry again and again, with patience, until there is
 * news, the client is gone, or it has lasted long enough for a client to say that it still waits.
 */
public final class LongPolls {
    private final EtcdTokens tokens;
    private final Supplier<Duration> uptime;
    private final Duration longest;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param uptime a monotonic clock
     * @param longest after so long a poll ends without news; the client begins another
     */
    public LongPolls(EtcdTokens tokens, Supplier<Duration> uptime, Duration longest) {
        this.tokens = tokens;
        this.uptime = uptime;
        this.longest = longest;
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
                .thenCompose(known -> {
                    Optional<EtcdAnswer> news = news(poll, known);
                    if (news.isPresent()) {
                        return CompletableFuture.completedFuture(news.get());
                    }
                    boolean over = uptime.get().compareTo(poll.end()) >= 0
                            || !poll.stillWanted().getAsBoolean();
                    return over
                            ? CompletableFuture.completedFuture(EtcdAnswer.noNews(known.index()))
                            : round(poll.past(known));
                });
    }

    /**
     * Who waits from before a removal has counted a member that is gone. No event of etcd's makes its client forget one; an
     * answer that sends it back to the list does.
     */
    private static Optional<EtcdAnswer> news(Poll poll, Discovery known) {
        if (poll.from() <= known.relistBefore()) {
            return Optional.of(EtcdAnswer.listAgain(EtcdReply.key(poll.token()), known.index()));
        }
        return known.members().stream()
                .filter(member -> member.createdIndex() >= poll.from())
                .filter(member -> poll.member().map(member.id()::equals).orElse(true))
                .min(Comparator.comparingLong(Discovery.Member::createdIndex))
                .map(member -> EtcdAnswer.of(200, known.index(), EtcdReply.created(poll.token(), member)));
    }
}
