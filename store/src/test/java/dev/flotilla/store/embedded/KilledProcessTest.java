package dev.flotilla.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Entry;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KilledProcessTest {
    @TempDir
    Path folder;

    @Test
    void everyAcknowledgedWriteSurvivesKillMinusNine() throws IOException {
        Path file = folder.resolve("store.db");
        long newest = 1;
        for (int life = 0; life < 2; life++) {
            Map<Integer, Long> acknowledged = runAndKill(file, 3_000);
            assertThat(Collections.min(acknowledged.values()))
                    .as("revisions grow over restarts")
                    .isGreaterThan(newest);
            newest = Collections.max(acknowledged.values());
            assertIntact(file, acknowledged, newest);
        }
    }

    private static Map<Integer, Long> runAndKill(Path file, int acknowledgements) throws IOException {
        Process process = start(file);
        Map<Integer, Long> acknowledged = new HashMap<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(line, acknowledged);
                if (acknowledged.size() == acknowledgements) {
                    process.toHandle().destroyForcibly(); // and read what it had printed until then
                }
            }
        } finally {
            process.destroyForcibly().onExit().join();
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(acknowledgements);
        return acknowledged;
    }

    private static void note(String line, Map<Integer, Long> acknowledged) {
        List<String> words = List.of(line.split(" ", -1));
        if (words.size() == 3) { // the last line may have been cut short
            acknowledged.put(Integer.valueOf(words.get(1)), Long.valueOf(words.get(0)));
        }
    }

    private static Process start(Path file) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AcknowledgingWriter.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void assertIntact(Path file, Map<Integer, Long> acknowledged, long newest) {
        try (EmbeddedStore store = EmbeddedStore.open(file)) {
            List<Entry> entries = store.read(ReadRequest.prefix("")).join().entries();
            Map<Integer, List<Entry>> transactions = entries.stream()
                    .collect(Collectors.groupingBy(
                            entry -> Integer.valueOf(entry.value().utf8())));
            assertThat(transactions.keySet()).containsAll(acknowledged.keySet());
            transactions.forEach((number, parts) -> assertThat(parts)
                    .as("transaction %s is whole", number)
                    .hasSize(3)
                    .allMatch(part -> part.modRevision() == parts.getFirst().modRevision()));
            acknowledged.forEach((number, revision) -> assertThat(
                            transactions.get(number).getFirst().modRevision())
                    .isEqualTo(revision));
            CommitResult next = store.commit(Transaction.of(
                            new Write.Put("0/a", Value.utf8("0")),
                            new Write.Put("0/b", Value.utf8("0")),
                            new Write.Put("0/c", Value.utf8("0"))))
                    .join();
            assertThat(((CommitResult.Committed) next).revision()).isGreaterThan(newest);
        }
    }

    @Test
    void twoProcessesCannotOpenTheSameFile() throws IOException {
        Path file = folder.resolve("store.db");
        Process process = start(file);
        try (BufferedReader lines = process.inputReader()) {
            assertThat(lines.readLine()).isNotNull();
            assertThatThrownBy(() -> EmbeddedStore.open(file))
                    .isInstanceOf(FlotillaException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("in use");
        } finally {
            process.destroyForcibly().onExit().join();
        }
        EmbeddedStore.open(file).close();
    }
}
