package dev.flotilla.store.embedded;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.JDBC;

/** Opens the SQLite file, creates what a new one needs and refuses what is not ours or is damaged. */
final class JournalFile {
    /** "FLOT", in the file's header: tells our files from those of other programs. */
    static final int APPLICATION_ID = 0x464C4F54;

    static final int FORMAT = 1;

    private static final String[] SCHEMA = {
        """
        CREATE TABLE change(
          seq INTEGER PRIMARY KEY,
          revision INTEGER NOT NULL,
          key TEXT NOT NULL,
          value BLOB, -- NULL for a deletion
          created INTEGER NOT NULL,
          lease INTEGER NOT NULL -- 0 for none
        ) STRICT""",
        "CREATE TABLE lease(id INTEGER PRIMARY KEY, ttl_millis INTEGER NOT NULL) STRICT",
        "CREATE TABLE compaction(revision INTEGER NOT NULL) STRICT",
        "INSERT INTO compaction VALUES (1)",
        "PRAGMA application_id = " + APPLICATION_ID,
        "PRAGMA user_version = " + FORMAT,
    };

    private JournalFile() {}

    static Connection open(Path file) {
        Connection connection;
        try {
            // Not by way of the DriverManager: which drivers that finds depends on whose thread asks it first.
            connection = JDBC.createConnection("jdbc:sqlite:" + file, new Properties());
        } catch (SQLException e) {
            throw new FlotillaException(
                    new FlotillaError.Unavailable("cannot open " + file + ": " + e.getMessage()), e);
        }
        try {
            prepare(file, connection);
            return connection;
        } catch (SQLException e) {
            throw unusable(file, connection, e);
        } catch (FlotillaException e) {
            close(connection, e);
            throw e;
        }
    }

    private static void prepare(Path file, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 2000"); // somebody may have it open in sqlite3
            boolean isNew = pragma(statement, "schema_version") == 0;
            if (!isNew) {
                checkOurs(file, statement);
            }
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            connection.setAutoCommit(false);
            if (isNew) {
                for (String sql : SCHEMA) {
                    statement.execute(sql);
                }
                connection.commit();
            } else {
                checkSound(file, statement);
            }
        }
    }

    private static void checkOurs(Path file, Statement statement) throws SQLException {
        if (pragma(statement, "application_id") != APPLICATION_ID) {
            throw new FlotillaError.Invalid(file + " is an SQLite file of another program").asException();
        }
        long format = pragma(statement, "user_version");
        if (format != FORMAT) {
            throw new FlotillaError.Invalid(
                            file + " has format " + format + ", this version of Flotilla knows format " + FORMAT)
                    .asException();
        }
    }

    private static void checkSound(Path file, Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
            String finding = row.next() ? row.getString(1) : "no answer";
            if (!"ok".equals(finding)) {
                throw damaged(file, finding).asException();
            }
        }
    }

    private static long pragma(Statement statement, String name) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA " + name)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** The error for a file that opened and then failed; closes it. */
    static FlotillaException unusable(Path file, Connection connection, Exception e) {
        FlotillaException unusable = new FlotillaException(damaged(file, String.valueOf(e.getMessage())), e);
        close(connection, unusable);
        return unusable;
    }

    private static FlotillaError damaged(Path file, String finding) {
        return new FlotillaError.Invalid("the store file " + file + " is damaged or not a store: " + finding
                + ". Restore it from a backup, or move it away to start empty");
    }

    private static void close(Connection connection, Exception reason) {
        try {
            connection.close();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }
}
