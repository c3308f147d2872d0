package dev.flotilla.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Lease;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Watch;
import dev.flotilla.store.Write;
import dev.flotilla.store.contract.StoreFixture;
import dev.flotilla.store.testing.RecordingListener;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writes that the file does not take: either they certainly had no effect, or the store stops. */
@Timeout(60)
class FailingDiskTest implements StoreFixture {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final AtomicBoolean commitsFail = new AtomicBoolean();
    private Path file;
    private EmbeddedStore store;

    @BeforeEach
    void open() {
        file = folder.resolve("store.db");
        Journal journal = Journal.over(file, withFailingCommit(JournalFile.open(file)));
        store = EmbeddedStore.open(new EmbeddedSettings(file), FileGuard.acquire(file), journal);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public String root() {
        return "/";
    }

    private Connection withFailingCommit(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit") && commitsFail.get()) {
                        throw new SQLException("disk I/O error");
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void aRefusedWriteLeavesNoTraceAndTheStoreGoesOn() throws SQLException {
        Lease kept = StoreFixture.get(store.grant(MINUTE));
        write(new Write.Put(key("leased"), Value.EMPTY, kept.id()));
        long before = put("a", "1");
        RecordingListener listener = new RecordingListener();
        try (Watch _ = watch(before, listener)) {
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                var change = store.commit(Transaction.of(
                        new Write.Put(key("a"), Value.utf8("2")),
                        new Write.Put(key("leased"), Value.utf8("2")),
                        new Write.Put(key("new"), Value.EMPTY, kept.id())));
                var revocation = store.revoke(kept.id());
                var conflict = store.commit(
                        Transaction.when(new Compare.Absent(key("a"))).build());
                assertThat(StoreFixture.errorOf(change)).isInstanceOf(FlotillaError.Unavailable.class);
                assertThat(StoreFixture.errorOf(revocation)).isInstanceOf(FlotillaError.Unavailable.class);
                conflict.handle((result, error) -> true).join();
            }
            assertThat(names()).containsExactly("a", "leased");
            assertThat(value("a")).contains("1");
            assertThat(put("a", "3")).isEqualTo(before + 1);
            StoreFixture.get(store.revoke(kept.id()));
            assertThat(names()).containsExactly("a");
            listener.awaitRevision(before + 2);
            assertThat(listener.revisions()).containsExactly(before + 1, before + 2);
        }
    }

    @Test
    void aFailureWhileCommittingStopsTheStore() {
        long before = put("a", "1");
        RecordingListener listener = new RecordingListener();
        try (Watch _ = watch(before, listener)) {
            commitsFail.set(true);
            assertThat(commit(Transaction.of(new Write.Put(key("a"), Value.utf8("2")))))
                    .isInstanceOfSatisfying(CommitResult.OutcomeUnknown.class, unknown -> assertThat(unknown.reason())
                            .contains("disk I/O error"));
            assertThat(StoreFixture.get(listener.failed)).isInstanceOf(FlotillaError.Unavailable.class);
            commitsFail.set(false);
            assertThat(StoreFixture.errorOf(store.commit(Transaction.of(new Write.Put(key("b"), Value.EMPTY)))))
                    .isInstanceOfSatisfying(FlotillaError.Unavailable.class, error -> assertThat(error.message())
                            .contains("reopened"));
            assertThat(StoreFixture.get(store.health()).writable()).isFalse();
            assertThat(listener.batches).isEmpty();
        }
        store.close();
        commitsFail.set(false);
        open();
        assertThat(put("a", "3")).isGreaterThan(before);
    }
}
