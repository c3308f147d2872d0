package dev.flotilla.agent.runtime.process.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of the logs of units that are gone. */
class UnitLogsTest {
    private static final int LEFT_BEHIND = 200;
    private static final int MOST_BYTES = 100_000;

    @TempDir
    Path directory;

    private UnitLogs logs;

    @BeforeEach
    void open() throws IOException {
        logs = new UnitLogs(directory, directory, MOST_BYTES, Clock.systemUTC());
        for (int i = 0; i < LEFT_BEHIND; i++) {
            Path file = Files.writeString(journal(leftBehind(i)), "a line\n");
            Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1000 + i)));
        }
        logs.of("runs").say("a line");
        assertThat(logs.has("runs")).isTrue();
        Files.setLastModifiedTime(journal("runs"), FileTime.from(Instant.ofEpochSecond(1)));
    }

    @AfterEach
    void close() {
        logs.close();
    }

    @Test
    void theFirstUnitThatGoesTakesAlongWhatAnEarlierAgentLeftTooMuchOf() throws IOException {
        goes("gone-0");
        assertThat(kept()).hasSize(UnitLogs.MOST_OF_GONE_UNITS).contains("gone-0");
        assertThat(kept())
                .filteredOn(key -> key.startsWith("left"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(LEFT_BEHIND - UnitLogs.MOST_OF_GONE_UNITS + 1, LEFT_BEHIND)
                                .mapToObj(UnitLogsTest::leftBehind)
                                .toList());
        assertThat(logs.has("runs")).isTrue();
    }

    @Test
    void laterOnesAreGatheredBeforeTheOldestAreDeleted() throws IOException {
        goes("gone-0");
        for (int i = 1; i < UnitLogs.GONE_BETWEEN_LOOKS; i++) {
            goes("gone-" + i);
        }
        assertThat(kept()).hasSize(UnitLogs.MOST_OF_GONE_UNITS + UnitLogs.GONE_BETWEEN_LOOKS - 1);
        goes("gone-" + UnitLogs.GONE_BETWEEN_LOOKS);
        assertThat(kept())
                .hasSize(UnitLogs.MOST_OF_GONE_UNITS)
                .contains("gone-0", "gone-" + UnitLogs.GONE_BETWEEN_LOOKS);
    }

    @Test
    void alsoOneThatItsLastLineHasFilledIsDeletedInItsTurn() throws IOException {
        logs.of("talks").say("x".repeat(MOST_BYTES + 1));
        logs.forget("talks");
        assertThat(logs.has("talks")).isTrue();
        Files.setLastModifiedTime(journal("talks"), FileTime.from(Instant.EPOCH));

        goes("gone");

        assertThat(kept()).contains("gone").doesNotContain("talks", "talks.1");
    }

    private void goes(String key) {
        logs.of(key).say("a line");
        logs.forget(key);
        assertThat(logs.has(key)).isTrue();
        logs.prune();
        // Written after what prune() has asked for.
        logs.of("runs").say("another line");
        assertThat(logs.has("runs")).isTrue();
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("log"))) {
            return files.map(file -> file.getFileName().toString().replace(".journal", ""))
                    .filter(key -> !key.equals("runs"))
                    .toList();
        }
    }

    private Path journal(String key) {
        return directory.resolve("log").resolve(key + ".journal");
    }

    private static String leftBehind(int i) {
        return "left-" + i;
    }
}
