package dev.flotilla.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Lease;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Watch;
import dev.flotilla.store.Write;
import dev.flotilla.store.contract.StoreFixture;
import dev.flotilla.store.testing.RecordingListener;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
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
    private final AtomicBoolean deletionsFail = new AtomicBoolean();
    private Path file;
    private EmbeddedStore store;

    @BeforeEach
    void open() {
        file = folder.resolve("store.db");
        Journal journal = Journal.over(file, withFailures(JournalFile.open(file)));
        store = EmbeddedStore.open(
                new EmbeddedSettings(file, 1_000, System::nanoTime), FileGuard.acquire(file), journal);
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

    private Connection withFailures(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("commit") && commitsFail.get()) {
                throw new SQLException("disk I/O error");
            }
            Object result = method.invoke(connection, arguments);
            boolean deletes = result instanceof PreparedStatement
                    && String.valueOf(arguments[0]).startsWith("DELETE FROM change");
            return deletes ? withFailures((PreparedStatement) result) : result;
        });
    }

    private PreparedStatement withFailures(PreparedStatement deletion) {
        return proxy(PreparedStatement.class, (method, arguments) -> {
            if (method.getName().equals("executeUpdate") && deletionsFail.get()) {
                throw new SQLException("database or disk is full");
            }
            return method.invoke(deletion, arguments);
        });
    }

    private interface Call {
        Object answer(Method method, Object[] arguments) throws ReflectiveOperationException, SQLException;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return call.answer(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
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
    void whatARefusedCompactionLeftInTheFileDoesNotComeBackAtARestart() throws SQLException {
        put("a", "1");
        long second = put("a", "2");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThat(StoreFixture.errorOf(store.compact(second))).isInstanceOf(FlotillaError.Unavailable.class);
        }
        long third = write(new Write.Delete(key("a")));
        assertThat(StoreFixture.get(store.compact(third))).isEqualTo(third);
        store.close();
        open();
        assertThat(names()).isEmpty();
    }

    @Test
    void aRefusedCompactionTakesNothingFromReaders() throws SQLException {
        long first = put("a", "1");
        long second = put("a", "2");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThat(StoreFixture.errorOf(store.compact(second))).isInstanceOf(FlotillaError.Unavailable.class);
        }
        assertThat(read(ReadRequest.key(key("a")).at(first)).first())
                .hasValueSatisfying(entry -> assertThat(entry.value().utf8()).isEqualTo("1"));
        RecordingListener listener = new RecordingListener();
        try (Watch _ = watch(first, listener)) {
            listener.awaitRevision(second);
        }
    }

    @Test
    void aWriteIsNotRefusedForTheHistoryThatCannotBeCutOff() {
        deletionsFail.set(true);
        Lease lease = StoreFixture.get(store.grant(MINUTE));
        long last = writeChanges(5_000);
        assertThat(StoreFixture.get(store.renew(lease.id()))).isEqualTo(MINUTE);
        assertThat(read(ReadRequest.prefix(root()).at(last)).entries()).hasSize(100);
        deletionsFail.set(false);
        writeChanges(4_000);
        assertThat(StoreFixture.errorOf(store.read(ReadRequest.prefix(root()).at(last))))
                .as("the history is cut off later")
                .isInstanceOf(FlotillaError.Compacted.class);
    }

    private long writeChanges(int changes) {
        Write[] writes = IntStream.range(0, 100)
                .mapToObj(i -> new Write.Put(key("k" + i), Value.EMPTY))
                .toArray(Write[]::new);
        long last = 0;
        for (int written = 0; written < changes; written += writes.length) {
            last = write(writes);
        }
        return last;
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
