package dev.flotilla.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be wrong with the file, and that the error says which one it is. */
class StoreFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("store.db");
    }

    private void fill() {
        try (EmbeddedStore store = EmbeddedStore.open(file)) {
            CompletableFuture.allOf(IntStream.range(0, 500)
                            .mapToObj(i -> store.commit(
                                    Transaction.of(new Write.Put("key" + i, Value.utf8("value ".repeat(50))))))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(() -> EmbeddedStore.open(file))
                .isInstanceOfSatisfying(
                        FlotillaException.class, e -> assertThat(e.error()).isInstanceOf(FlotillaError.Invalid.class))
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(words);
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @Test
    void aCommitIsFlushedToTheDisk() throws SQLException {
        try (Connection connection = JournalFile.open(file);
                Statement statement = connection.createStatement()) {
            assertThat(pragma(statement, "synchronous")).isEqualTo("2"); // FULL
            assertThat(pragma(statement, "journal_mode")).isEqualTo("wal");
        }
    }

    private static String pragma(Statement statement, String name) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA " + name)) {
            return row.getString(1);
        }
    }

    @Test
    void textIsNotAStore() throws IOException {
        Files.writeString(file, "units:\n  - hello.service\n".repeat(200));
        assertRefused("damaged or not a store");
        assertThat(file).content().startsWith("units:");
    }

    @Test
    void aDamagedPageIsNoticed() throws IOException {
        fill();
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            for (long page = 4096; page + 4096 <= raw.length(); page += 4096) {
                raw.seek(page);
                raw.write(new byte[64]);
            }
        }
        assertRefused("damaged", "backup");
    }

    @Test
    void aTruncatedFileIsNoticed() throws IOException {
        fill();
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.setLength(raw.length() / 2);
        }
        assertRefused("damaged");
    }

    @Test
    void anotherProgramsDatabaseIsLeftAlone() throws SQLException {
        sql("CREATE TABLE bookmarks(url TEXT)");
        assertRefused("another program");
        sql("INSERT INTO bookmarks VALUES ('x')");
    }

    @Test
    void aLaterFormatIsRefused() throws SQLException {
        fill();
        sql("PRAGMA user_version = 7");
        assertRefused("format 7");
    }

    @Test
    void rowsThatContradictEachOtherAreNoticed() throws SQLException {
        fill();
        sql("UPDATE change SET revision = 9999 WHERE seq = 3");
        assertRefused("damaged", "9999");
    }

    @Test
    void aRefusedFileIsNotLeftLocked() throws SQLException, IOException {
        Files.writeString(file, "no database, but long enough to be read as one ".repeat(50));
        assertRefused("damaged");
        Files.delete(file);
        EmbeddedStore.open(file).close();
    }

    @Test
    void aSecondStoreOfThisProcessIsRefused() {
        try (EmbeddedStore _ = EmbeddedStore.open(file)) {
            assertThatThrownBy(() -> EmbeddedStore.open(file))
                    .isInstanceOfSatisfying(FlotillaException.class, e -> assertThat(e.error())
                            .isInstanceOf(FlotillaError.Unavailable.class))
                    .hasMessageContaining(file + " is in use");
        }
        EmbeddedStore.open(file).close();
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Files.writeString(folder.resolve("occupied"), "");
        Path inside = folder.resolve("occupied/store.db");
        assertThatThrownBy(() -> EmbeddedStore.open(inside))
                .isInstanceOf(FlotillaException.class)
                .hasMessageContaining(folder.resolve("occupied").toString());
    }
}
