package dev.flotilla.registry;

import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.commit.WriteKind;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.watch.ClusterListener;
import dev.flotilla.registry.watch.HistoryName;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the store's history a name when it has none, and another one when the store went back: the revisions that come then
 * are not those that came before. Of several replicas that notice it one writes. On the loop.
 */
final class NamedHistory implements ClusterListener {
    private static final Logger LOG = LoggerFactory.getLogger(NamedHistory.class);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Loop loop;
    private final WatchCache cache;
    private final Commits commits;
    private final String key;
    private final Supplier<String> names;
    private String known = "";

    /** @param names makes names that are never the same */
    NamedHistory(Loop loop, WatchCache cache, Commits commits, String key, Supplier<String> names) {
        this.loop = loop;
        this.cache = cache;
        this.commits = commits;
        this.key = key;
        this.names = names;
    }

    @Override
    public void reset() {
        if (current().name().isEmpty()) {
            write();
        }
    }

    @Override
    public void wentBack() {
        if (!known.isEmpty() && current().name().equals(known)) {
            write();
        }
    }

    @Override
    public void settled() {
        known = current().name();
    }

    private void write() {
        send(Transaction.when(Compare.unchanged(key, current().revision()))
                .then(new Write.Put(key, Value.utf8(names.get())))
                .build());
    }

    /** The compare makes it harmless to send it again, whatever became of it. */
    private void send(Transaction transaction) {
        commits.commit(WriteKind.REPLICA, transaction).whenComplete((result, failure) -> {
            if (failure != null || result instanceof CommitResult.OutcomeUnknown) {
                LOG.warn("the store's history could not be given a name yet");
                loop.after(RETRY, () -> send(transaction));
            }
        });
    }

    private HistoryName current() {
        return cache.cluster().history();
    }
}
