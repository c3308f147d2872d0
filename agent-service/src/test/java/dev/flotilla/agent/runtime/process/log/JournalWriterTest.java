package dev.flotilla.agent.runtime.process.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.agent.runtime.LogLine;
import dev.flotilla.agent.runtime.LogQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalWriterTest {
    @TempDir
    Path directory;

    private final JournalWriter writer = new JournalWriter();

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void nobodyWaitsForADiskThatStalls() throws Exception {
        var stalled = new CountDownLatch(1);
        writer.execute(() -> await(stalled));
        Journal journal = new Journal(directory.resolve("a.journal"), 100_000);

        IntStream.range(0, 100).forEach(i -> append(journal, "line " + i));

        assertThat(directory.resolve("a.journal")).doesNotExist();
        stalled.countDown();
        writer.flush();
        assertThat(texts(journal))
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "line " + i).toList());
    }

    @Test
    void aJournalThatCannotBeWrittenHoldsUpNoOther() throws Exception {
        Journal broken = new Journal(directory.resolve("nowhere/a.journal"), 100_000);
        Journal whole = new Journal(directory.resolve("b.journal"), 100_000);

        append(broken, "lost");
        append(whole, "kept");
        writer.flush();

        assertThat(texts(whole)).containsExactly("kept");
    }

    @Test
    void closingWritesWhatIsLeft() throws Exception {
        Journal journal = new Journal(directory.resolve("a.journal"), 100_000);
        append(journal, "last words");

        writer.close();

        assertThat(texts(journal)).containsExactly("last words");
    }

    private void append(Journal journal, String text) {
        writer.append(journal, List.of(new LogLine(Instant.EPOCH, "sh", 1, text)), Optional.empty());
    }

    private static List<String> texts(Journal journal) throws IOException {
        var texts = new ArrayList<String>();
        try (JournalSnapshot snapshot = JournalSnapshot.of(journal.open())) {
            snapshot.read(LogQuery.last(LogQuery.ALL), lines -> lines.forEach(line -> texts.add(line.text())));
        }
        return texts;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
