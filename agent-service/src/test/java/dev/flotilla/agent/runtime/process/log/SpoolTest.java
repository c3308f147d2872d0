package dev.flotilla.agent.runtime.process.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    @TempDir
    Path directory;

    private Path file;
    private Spool spool;

    @BeforeEach
    void begin() throws IOException {
        file = directory.resolve("spool");
        spool = new Spool(file, 0);
        write("");
    }

    @Test
    void whatIsNotThereHasNothing() throws IOException {
        assertThat(new Spool(directory.resolve("none"), 0).take(true).lines()).isEmpty();
    }

    @Test
    void linesAreTakenOnce() throws IOException {
        write("one\ntwo\n");
        assertThat(spool.take(false).lines()).containsExactly("one", "two");
        assertThat(spool.take(false).lines()).isEmpty();
        write("three\r\n\n");
        assertThat(spool.take(false).lines()).containsExactly("three", "");
    }

    @Test
    void aLineIsTakenWhenItIsWhole() throws IOException {
        write("begin");
        assertThat(spool.take(false).lines()).isEmpty();
        assertThat(spool.position()).isZero();
        write("ning\nrest");
        assertThat(spool.take(false).lines()).containsExactly("beginning");
        assertThat(spool.take(true).lines()).containsExactly("rest");
    }

    @Test
    void charactersThatSpanTwoReadsStayWhole() throws IOException {
        String line = "x".repeat(64 * 1024 - 1) + "\u00e9";
        write(line.substring(40_000) + "\n");
        assertThat(spool.take(false).lines()).containsExactly(line.substring(40_000));
    }

    @Test
    void anotherAgentGoesOnWhereTheFirstOneWas() throws IOException {
        write("one\ntw");
        spool.take(false);
        write("o\nthree\n");
        var next = new Spool(file, spool.position());
        assertThat(next.take(false).lines()).containsExactly("two", "three");
    }

    @Test
    void aLongLineIsCut() throws IOException {
        write("x".repeat(Spool.MOST_LINE_BYTES + 10) + "\n");
        assertThat(spool.take(false).lines()).extracting(String::length).containsExactly(Spool.MOST_LINE_BYTES, 10);
    }

    @Test
    void aFileThatHasGrownIsEmptiedWhenItWasRead() throws IOException {
        write(("x".repeat(99) + "\n").repeat((int) Spool.EMPTY_BYTES / 100 + 1));
        assertThat(spool.take(false).lines()).hasSize((int) Spool.EMPTY_BYTES / 100 + 1);
        assertThat(spool.isFull()).isTrue();
        spool.empty();
        assertThat(spool.isFull()).isFalse();
        assertThat(Files.size(file)).isZero();
        write("next\n");
        assertThat(spool.take(false).lines()).containsExactly("next");
    }

    @Test
    void ofWhatIsTooMuchTheEndIsKept() throws IOException {
        int lines = (int) (Spool.MOST_BACKLOG_BYTES / 100) + 1000;
        write(("x".repeat(99) + "\n").repeat(lines) + "the end\n");
        Spool.Lines taken = spool.take(false);
        assertThat(taken.droppedBytes()).isEqualTo(100L * lines + 8 - Spool.KEPT_BACKLOG_BYTES);
        assertThat(taken.lines()).endsWith("the end").hasSizeLessThan(11_000);
    }

    @Test
    void afterAResetItBeginsAnew() throws IOException {
        write("one\npart");
        spool.take(false);
        spool.reset();
        assertThat(file).doesNotExist();
        Files.createFile(file);
        write("two\n");
        assertThat(spool.take(false).lines()).containsExactly("two");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
