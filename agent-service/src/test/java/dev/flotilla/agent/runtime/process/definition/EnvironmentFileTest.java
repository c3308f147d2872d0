package dev.flotilla.agent.runtime.process.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentFileTest {
    @Test
    void assignmentsAreReadAsSystemdDoes() {
        assertThat(EnvironmentFile.parse("""
                        # a comment
                        ; another
                        PLAIN=one two  \s
                        SINGLE='a "b" $c \\d'
                        DOUBLE="a \\"b\\" \\$c \\d"
                        JOINED=a\\
                        b
                        MIXED=a' b 'c
                        JSON={"pool": 5}
                        SEVERAL='a b' "c d" e "f"
                        EMPTY=
                          INDENTED = x
                        no assignment
                        1BAD=x
                        LAST=end"""))
                .containsEntry("PLAIN", "one two")
                .containsEntry("SINGLE", "a \"b\" $c \\d")
                .containsEntry("DOUBLE", "a \"b\" $c \\d")
                .containsEntry("JOINED", "ab")
                .containsEntry("MIXED", "a' b 'c")
                .containsEntry("JSON", "{\"pool\": 5}")
                .containsEntry("SEVERAL", "a bc de \"f\"")
                .containsEntry("EMPTY", "")
                .containsEntry("INDENTED", "x")
                .containsEntry("LAST", "end")
                .hasSize(10);
    }

    @Test
    void anUnclosedQuoteGoesToTheEnd() {
        assertThat(EnvironmentFile.parse("A=\"x\nB=y"))
                .containsEntry("A", "x\nB=y")
                .hasSize(1);
    }

    @Test
    void aMissingFileIsAnErrorUnlessItMayBe() throws IOException {
        Path missing = Path.of("/nonexistent/file");
        assertThat(new EnvironmentFile(missing, true).read()).isEmpty();
        assertThatThrownBy(() -> new EnvironmentFile(missing, false).read()).isInstanceOf(NoSuchFileException.class);
    }

    /** Whoever reads a pipe waits for its writer, and a device may have no end. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whatIsNoFileIsNotRead(@TempDir Path directory) throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> new EnvironmentFile(pipe, false).read()).hasMessage("Not a regular file");
        assertThat(new EnvironmentFile(pipe, true).read()).isEmpty();
        Path zero = Files.createSymbolicLink(directory.resolve("zero"), Path.of("/dev/zero"));
        assertThatThrownBy(() -> new EnvironmentFile(zero, false).read()).hasMessage("Not a regular file");
        Path masked = Files.createSymbolicLink(directory.resolve("masked"), Path.of("/dev/null"));
        assertThat(new EnvironmentFile(masked, false).read()).isEmpty();
    }
}
