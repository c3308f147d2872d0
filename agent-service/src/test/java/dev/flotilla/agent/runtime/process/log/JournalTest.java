package dev.flotilla.agent.runtime.process.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.agent.runtime.LogLine;
import dev.flotilla.agent.runtime.LogQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.123456Z");

    @TempDir
    Path directory;

    private static void append(Journal journal, List<LogLine> lines, Optional<JournalLine.Origin> origin)
            throws IOException {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(JournalLine.write(line, origin)));
        journal.append(text);
    }

    @Property
    void anyLineComesBackAsItWas(@ForAll @StringLength(max = 40) String text, @ForAll @IntRange(min = 0) int pid) {
        var line = new LogLine(TIME, "my-program", pid, text);
        String written = JournalLine.write(line, Optional.empty());
        assertThat(written).endsWith("\n");
        assertThat(written.substring(0, written.length() - 1)).doesNotContain("\n");
        assertThat(JournalLine.read(written.substring(0, written.length() - 1))).contains(line);
    }

    @Test
    void whatIsNoLineIsNone() {
        assertThat(JournalLine.read("")).isEmpty();
        assertThat(JournalLine.read("12 34")).isEmpty();
        assertThat(JournalLine.read("x y z - text")).isEmpty();
        assertThat(JournalLine.origin("1 2 sh MAIN:17 text")).contains(new JournalLine.Origin(UnitLog.Source.MAIN, 17));
        assertThat(JournalLine.origin("1 2 sh - text")).isEmpty();
        assertThat(JournalLine.origin("1 2 sh FOO:1 text")).isEmpty();
    }

    @Test
    void theLastLinesAreFoundOverTwoFiles() throws IOException {
        var journal = new Journal(directory.resolve("a.journal"), 4096);
        for (int i = 0; i < 200; i++) {
            append(journal, List.of(line("line " + i)), Optional.empty());
        }
        assertThat(directory.resolve("a.journal.1")).exists();
        assertThat(Files.size(directory.resolve("a.journal"))).isLessThanOrEqualTo(4096 + 100);
        assertThat(texts(journal, LogQuery.last(3))).containsExactly("line 197", "line 198", "line 199");
        List<String> most = texts(journal, LogQuery.last(100));
        assertThat(most).hasSize(100).startsWith("line 100").endsWith("line 199");
        List<String> all = texts(journal, LogQuery.last(LogQuery.ALL));
        assertThat(all).hasSizeGreaterThanOrEqualTo(100).endsWith("line 199");
        assertThat(texts(journal, LogQuery.last(100_000))).isEqualTo(all);
        assertThat(texts(journal, LogQuery.last(0))).isEmpty();
    }

    @Test
    void everyCountGivesThatManyLines() throws IOException {
        var journal = new Journal(directory.resolve("a.journal"), 1_000_000);
        append(
                journal,
                IntStream.range(0, 3000).mapToObj(i -> line("x".repeat(i % 90))).toList(),
                Optional.empty());
        for (int count : new int[] {1, 2, 255, 256, 257, 1000, 2999, 3000}) {
            assertThat(texts(journal, LogQuery.last(count))).hasSize(count);
        }
        assertThat(texts(journal, LogQuery.last(3001))).hasSize(3000);
    }

    @Test
    void theRestOfACrashIsPassedOver() throws IOException {
        Path file = directory.resolve("a.journal");
        var journal = new Journal(file, 4096);
        append(journal, List.of(line("one")), Optional.empty());
        Files.writeString(file, "17000", StandardOpenOption.APPEND);
        assertThat(texts(journal, LogQuery.last(10))).containsExactly("one");
    }

    @Test
    void theLastPositionsAreKnown() throws IOException {
        var journal = new Journal(directory.resolve("a.journal"), 4096);
        append(journal, List.of(line("a")), Optional.of(new JournalLine.Origin(UnitLog.Source.MAIN, 10)));
        append(journal, List.of(line("b")), Optional.of(new JournalLine.Origin(UnitLog.Source.CONTROL, 5)));
        append(journal, List.of(line("c")), Optional.of(new JournalLine.Origin(UnitLog.Source.MAIN, 20)));
        append(journal, List.of(line("d")), Optional.empty());
        assertThat(journal.positions())
                .containsEntry(UnitLog.Source.MAIN, 20L)
                .containsEntry(UnitLog.Source.CONTROL, 5L);
    }

    @Test
    void aSnapshotStaysAsItWas() throws IOException {
        var journal = new Journal(directory.resolve("a.journal"), 4096);
        append(journal, List.of(line("one")), Optional.empty());
        try (JournalSnapshot snapshot = JournalSnapshot.of(journal.open())) {
            for (int i = 0; i < 200; i++) {
                append(journal, List.of(line("later " + i)), Optional.empty());
            }
            var texts = new ArrayList<String>();
            snapshot.read(LogQuery.last(LogQuery.ALL), lines -> lines.forEach(line -> texts.add(line.text())));
            assertThat(texts).containsExactly("one");
        }
    }

    private static LogLine line(String text) {
        return new LogLine(TIME, "sh", 7, text);
    }

    private static List<String> texts(Journal journal, LogQuery query) throws IOException {
        var texts = new ArrayList<String>();
        try (JournalSnapshot snapshot = JournalSnapshot.of(journal.open())) {
            snapshot.read(query, lines -> lines.forEach(line -> texts.add(line.text())));
        }
        return texts;
    }
}
