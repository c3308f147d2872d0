package dev.flotilla.store.embedded;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.store.Change;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Lease;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Value;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The SQLite file: one row for each change that was not compacted away, one for each lease. Used by one thread at a time.
 *
 * <p>{@code synchronous=FULL} in WAL mode flushes the log on every commit, so an acknowledged batch survives a power cut.
 */
final class Journal implements AutoCloseable {
    private final Path file;
    private final Connection connection;
    private final PreparedStatement insertChange;
    private final PreparedStatement deleteChange;
    private final PreparedStatement insertLease;
    private final PreparedStatement deleteLease;
    private final PreparedStatement setCompacted;

    private Journal(Path file, Connection connection) throws SQLException {
        this.file = file;
        this.connection = connection;
        insertChange = connection.prepareStatement(
                "INSERT INTO change(seq, revision, key, value, created, lease) VALUES (?, ?, ?, ?, ?, ?)");
        deleteChange = connection.prepareStatement("DELETE FROM change WHERE seq BETWEEN ? AND ?");
        insertLease = connection.prepareStatement("INSERT INTO lease(id, ttl_millis) VALUES (?, ?)");
        deleteLease = connection.prepareStatement("DELETE FROM lease WHERE id = ?");
        setCompacted = connection.prepareStatement("UPDATE compaction SET revision = ?");
    }

    /** Opens or creates it; what is wrong with the file comes back as a {@code FlotillaException} that names it. */
    static Journal open(Path file) {
        return over(file, JournalFile.open(file));
    }

    static Journal over(Path file, Connection connection) {
        try {
            return new Journal(file, connection);
        } catch (SQLException e) {
            throw JournalFile.unusable(file, connection, e);
        }
    }

    /** The error for contents that cannot be read; closes the file. */
    FlotillaException unusable(Exception e) {
        return JournalFile.unusable(file, connection, e);
    }

    long compacted() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT revision FROM compaction")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Hands over all changes with their sequence numbers, oldest first. */
    void replay(BiConsumer<Long, Change> consumer) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT seq, revision, key, value, created, lease FROM change ORDER BY seq")) {
            while (row.next()) {
                consumer.accept(row.getLong(1), change(row));
            }
        }
        connection.commit();
    }

    private static Change change(ResultSet row) throws SQLException {
        long revision = row.getLong(2);
        String key = row.getString(3);
        byte[] value = row.getBytes(4);
        if (value == null) {
            return new Change.Deleted(key, revision);
        }
        long lease = row.getLong(6);
        Optional<LeaseId> leaseId = lease == 0 ? Optional.empty() : Optional.of(new LeaseId(lease));
        return new Change.Put(new Entry(key, new Value(value), row.getLong(5), revision, leaseId));
    }

    List<Lease> leases() throws SQLException {
        List<Lease> leases = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, ttl_millis FROM lease")) {
            while (row.next()) {
                leases.add(new Lease(new LeaseId(row.getLong(1)), Duration.ofMillis(row.getLong(2))));
            }
        }
        return leases;
    }

    /** Makes a batch durable, or nothing of it. */
    void write(JournalBatch batch) throws JournalException {
        try {
            insertChanges(batch.versions());
            deleteChanges(batch.forgotten());
            writeLeases(batch);
            if (batch.compacted().isPresent()) {
                setCompacted.setLong(1, batch.compacted().getAsLong());
                setCompacted.executeUpdate();
            }
        } catch (SQLException e) {
            rollback(e);
            throw new JournalException("cannot write: " + e.getMessage(), e, true);
        }
        commit();
    }

    private void insertChanges(List<Version> versions) throws SQLException {
        for (Version version : versions) {
            insertChange.setLong(1, version.sequence());
            insertChange.setLong(2, version.revision());
            insertChange.setString(3, version.key());
            Optional<Entry> entry = version.entry();
            insertChange.setBytes(4, entry.map(e -> e.value().bytes()).orElse(null));
            insertChange.setLong(5, entry.map(Entry::createRevision).orElse(0L));
            insertChange.setLong(
                    6, entry.flatMap(Entry::lease).map(LeaseId::value).orElse(0L));
            insertChange.executeUpdate();
        }
    }

    /** Old rows mostly lie side by side, and one statement for each run of them is much cheaper than one for each row. */
    private void deleteChanges(List<Long> sequences) throws SQLException {
        long[] sorted = sequences.stream().mapToLong(Long::longValue).sorted().toArray();
        int start = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || sorted[i] != sorted[i - 1] + 1) {
                deleteChange.setLong(1, sorted[start]);
                deleteChange.setLong(2, sorted[i - 1]);
                deleteChange.executeUpdate();
                start = i;
            }
        }
    }

    private void writeLeases(JournalBatch batch) throws SQLException {
        for (Lease lease : batch.granted()) {
            insertLease.setLong(1, lease.id().value());
            insertLease.setLong(2, lease.ttl().toMillis());
            insertLease.executeUpdate();
        }
        for (Lease lease : batch.ended()) {
            deleteLease.setLong(1, lease.id().value());
            deleteLease.executeUpdate();
        }
    }

    private void commit() throws JournalException {
        try {
            connection.commit();
        } catch (SQLException e) {
            rollback(e);
            // A full disk is noticed before the commit record is complete. Any other failure may come after it.
            boolean full = e instanceof SQLiteException sqlite && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
            throw new JournalException("cannot commit: " + e.getMessage(), e, full);
        }
    }

    private void rollback(SQLException cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
