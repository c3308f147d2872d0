package dev.flotilla.registry.join;

import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.record.JoinToken;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets join tokens that have been good for nothing for a while. On the loop. */
public final class JoinTokenSweep {
    private static final Logger LOG = LoggerFactory.getLogger(JoinTokenSweep.class);
    /** So long lists still tell what became of a token. */
    private static final Duration KEEP = Duration.ofDays(7);

    private final Loop loop;
    private final Commits commits;
    private final KeyScheme keys;
    private final JoinTokens tokens;
    private final Duration interval;
    private boolean closed;

    /** @param interval between two sweeps; the first one comes after a tenth of it */
    public JoinTokenSweep(Loop loop, Commits commits, KeyScheme keys, JoinTokens tokens, Duration interval) {
        this.loop = loop;
        this.commits = commits;
        this.keys = keys;
        this.tokens = tokens;
        this.interval = interval;
    }

    public void start() {
        loop.after(interval.dividedBy(10), this::round);
    }

    public void close() {
        closed = true;
    }

    private void round() {
        if (closed) {
            return;
        }
        tokens.list().whenComplete((all, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "the join tokens could not be looked through: {}",
                        Futures.cause(failure).getMessage());
            } else {
                Instant oldest = loop.now().minus(KEEP);
                all.stream().filter(token -> isOver(token, oldest)).forEach(this::remove);
            }
            loop.after(interval, this::round);
        });
    }

    private static boolean isOver(JoinToken token, Instant oldest) {
        return !token.configured()
                && (token.expires().isBefore(oldest)
                        || token.revoked().filter(oldest::isAfter).isPresent());
    }

    private void remove(JoinToken token) {
        String key = keys.joinToken(token.id());
        commits.commit(
                        WriteKind.JOIN,
                        Transaction.when(new Compare.ModRevision(key, token.revision()))
                                .then(new Write.Delete(key))
                                .build())
                .whenComplete((result, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "join token {} could not be removed: {}",
                                token.id(),
                                Futures.cause(failure).getMessage());
                    }
                });
    }
}
