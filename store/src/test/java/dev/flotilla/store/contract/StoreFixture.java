package dev.flotilla.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Page;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchRequest;
import dev.flotilla.store.Write;
import dev.flotilla.store.testing.RecordingListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** The store under test and the verbs of the contract's tests. */
public interface StoreFixture {

    /** The store under test. It may hold keys of earlier tests, outside of {@link #root}. */
    Store store();

    /** A prefix that belongs to this test alone, ending with a slash. */
    String root();

    default String key(String name) {
        return root() + name;
    }

    /** Waits for what needs time to pass. A store on a virtual clock moves it on here. */
    default void eventually(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FlotillaException known) {
                throw known;
            }
            throw new AssertionError("the store failed with a foreign exception", e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("the store did not answer", e);
        }
    }

    static FlotillaError errorOf(CompletableFuture<?> future) {
        try {
            return fail("expected an error, got " + get(future));
        } catch (FlotillaException e) {
            return e.error();
        }
    }

    default CommitResult commit(Transaction transaction) {
        return get(store().commit(transaction));
    }

    /** Commits and returns the revision. */
    default long committed(Transaction transaction) {
        CommitResult result = commit(transaction);
        assertThat(result).isInstanceOf(CommitResult.Committed.class);
        return ((CommitResult.Committed) result).revision();
    }

    default long write(Write... writes) {
        return committed(Transaction.of(writes));
    }

    default long put(String name, String value) {
        return write(new Write.Put(key(name), Value.utf8(value)));
    }

    default Page read(ReadRequest request) {
        return get(store().read(request));
    }

    default Optional<Entry> entry(String name) {
        return read(ReadRequest.key(key(name))).first();
    }

    default Optional<String> value(String name) {
        return entry(name).map(entry -> entry.value().utf8());
    }

    default List<Entry> entries() {
        return read(ReadRequest.prefix(root())).entries();
    }

    default List<String> names() {
        return entries().stream()
                .map(entry -> entry.key().substring(root().length()))
                .toList();
    }

    /** Watches this test's keys; started when it returns. */
    default Watch watch(long after, RecordingListener listener) {
        Watch watch = store().watch(WatchRequest.prefix(root(), after), listener);
        get(watch.started());
        return watch;
    }
}
