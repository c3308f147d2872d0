package dev.flotilla.agent.runtime.process.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
    @TempDir
    Path directory;

    @Test
    void theNumberIsRead() throws Exception {
        Path file = directory.resolve("pid");
        assertThat(PidFile.read(file)).isEmpty();
        assertThat(PidFile.read(Files.writeString(file, "no number\n"))).isEmpty();
        assertThat(PidFile.read(Files.writeString(file, "4711\n"))).contains(4711L);
    }

    /** Whoever reads a pipe waits for its writer. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeIsNone() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThat(PidFile.read(pipe)).isEmpty();
    }
}
