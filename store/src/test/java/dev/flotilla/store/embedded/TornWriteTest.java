package dev.flotilla.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Entry;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The power fails in the middle of a write: of what the log holds then, whole transactions count, up to the first that is not. */
@Timeout(120)
class TornWriteTest {
    private static final int TRANSACTIONS = 20;
    private static final int PLACES = 40;

    @TempDir
    Path folder;

    private byte[] database;
    private byte[] log;

    private void write() throws IOException {
        Path file = folder.resolve("store.db");
        try (EmbeddedStore store = EmbeddedStore.open(file)) {
            for (int i = 1; i <= TRANSACTIONS; i++) {
                assertThat(store.commit(transaction(i)).join()).isInstanceOf(CommitResult.Committed.class);
            }
            // As the disk has them while the process still runs: closing it would move the log into the database.
            database = Files.readAllBytes(file);
            log = Files.readAllBytes(folder.resolve("store.db-wal"));
        }
    }

    private static Transaction transaction(int number) {
        Value value = Value.utf8(Integer.toString(number));
        return Transaction.of(
                new Write.Put(number + "/a", value),
                new Write.Put(number + "/b", value),
                new Write.Put(number + "/c", value));
    }

    @Test
    void theLogEndsInTheMiddle() throws IOException {
        write();
        int before = 0;
        for (int place = 0; place <= PLACES; place++) {
            int length = (int) ((long) log.length * place / PLACES);
            int kept = transactionsOf(Arrays.copyOf(log, length), "cut off after " + length + " bytes");
            assertThat(kept).isGreaterThanOrEqualTo(before);
            before = kept;
        }
        assertThat(before).isEqualTo(TRANSACTIONS);
    }

    /** Its length was on the disk before what it holds. */
    @Test
    void theLogEndsInGarbage() throws IOException {
        write();
        Random random = new Random(1);
        for (int place = 0; place < PLACES; place++) {
            int length = (int) ((long) log.length * place / PLACES);
            byte[] garbage = new byte[log.length - length];
            random.nextBytes(garbage);
            byte[] torn = log.clone();
            System.arraycopy(garbage, 0, torn, length, garbage.length);
            transactionsOf(torn, "garbage from byte " + length);
        }
    }

    /** How many are there; none in parts and none left out, and the store goes on. */
    private int transactionsOf(byte[] torn, String how) throws IOException {
        Path file = Files.createTempDirectory(folder, "torn").resolve("store.db");
        Files.write(file, database);
        Files.write(file.resolveSibling("store.db-wal"), torn);
        try (EmbeddedStore store = EmbeddedStore.open(file)) {
            List<Entry> entries = store.read(ReadRequest.prefix("")).join().entries();
            TreeMap<Integer, Long> parts = entries.stream()
                    .collect(Collectors.groupingBy(
                            entry -> Integer.valueOf(entry.value().utf8()), TreeMap::new, Collectors.counting()));
            assertThat(parts.values()).as(how).allMatch(count -> count == 3);
            assertThat(parts.keySet())
                    .as(how)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, parts.size()).boxed().toList());
            long newest = entries.stream().mapToLong(Entry::modRevision).max().orElse(0);
            CommitResult next = store.commit(transaction(TRANSACTIONS + 1)).join();
            assertThat(((CommitResult.Committed) next).revision()).as(how).isGreaterThan(newest);
            return parts.size();
        }
    }
}
