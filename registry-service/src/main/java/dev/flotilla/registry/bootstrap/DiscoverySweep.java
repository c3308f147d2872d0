package dev.flotilla.registry.bootstrap;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.record.BootstrapRecords;
import dev.flotilla.registry.record.DiscoveryToken;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Page;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes tokens whose time is over, now and then, and knows about how many there are: whoever reaches the gateway can make
 * one, and the store must not be filled with them. Tokens that others keep beside ours are left alone. On the loop.
 */
public final class DiscoverySweep {
    private static final Logger LOG = LoggerFactory.getLogger(DiscoverySweep.class);
    private static final int PAGE = 500;

    private final Loop loop;
    private final Commits commits;
    private final KeyScheme keys;
    private final Duration interval;
    private final int mostTokens;
    private int tokens;
    private boolean closed;

    /**
     * @param interval between two sweeps; the first one comes after a tenth of it
     * @param mostTokens no more are made while there are so many
     */
    public DiscoverySweep(Loop loop, Commits commits, KeyScheme keys, Duration interval, int mostTokens) {
        this.loop = loop;
        this.commits = commits;
        this.keys = keys;
        this.interval = interval;
        this.mostTokens = mostTokens;
    }

    public void start() {
        loop.after(interval.dividedBy(10), this::round);
    }

    public void close() {
        closed = true;
    }

    void checkRoom() {
        if (tokens >= mostTokens) {
            throw new FlotillaError.TooLarge("there are " + tokens
                            + " discovery tokens already; no more are made until some of them expire")
                    .asException();
        }
    }

    void created() {
        tokens++;
    }

    private void round() {
        if (closed) {
            return;
        }
        sweep(ReadRequest.prefix(keys.etcdDiscovery()).limit(PAGE), 0).whenComplete((kept, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "the discovery tokens could not be looked through: {}",
                        Futures.cause(failure).getMessage());
            } else {
                tokens = kept;
            }
            loop.after(interval, this::round);
        });
    }

    private CompletableFuture<Integer> sweep(ReadRequest request, int keptBefore) {
        return commits.read(request).thenCompose(page -> {
            int kept = keptBefore + look(page);
            return page.more()
                    ? sweep(
                            request.at(page.revision())
                                    .startAfter(page.entries().getLast().key()),
                            kept)
                    : CompletableFuture.completedFuture(kept);
        });
    }

    private int look(Page page) {
        int kept = 0;
        for (Entry entry : page.entries()) {
            if (entry.key().endsWith("/_config/token")) {
                kept += look(entry);
            }
        }
        return kept;
    }

    private int look(Entry entry) {
        try {
            DiscoveryToken token = BootstrapRecords.token(entry);
            if (!token.isOver(loop.now())) {
                return 1;
            }
            remove(token, entry);
        } catch (FlotillaException | IllegalArgumentException e) {
            LOG.warn("{} is left alone: {}", entry.key(), e.getMessage());
        }
        return 0;
    }

    private void remove(DiscoveryToken token, Entry entry) {
        Transaction transaction = Transaction.when(new Compare.ModRevision(entry.key(), entry.modRevision()))
                .then(new Write.DeletePrefix(keys.etcdDiscovery(token.token())))
                .build();
        commits.commit(WriteKind.ETCD_DISCOVERY, transaction).whenComplete((result, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "discovery token {} could not be removed: {}",
                        token.token(),
                        Futures.cause(failure).getMessage());
            } else {
                LOG.debug("discovery token {} expired {}", token.token(), token.expires());
            }
        });
    }
}
