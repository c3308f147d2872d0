package dev.flotilla.agent.runtime.process.unit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A {@code PIDFile=}. */
final class PidFile {
    private PidFile() {}

    /** The number in it; empty when there is no such file or no number in it yet. Who read a pipe would wait for its writer. */
    static Optional<Long> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(file).strip();
            return text.matches("[1-9][0-9]{0,8}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The process is gone, so the file is wrong. */
    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Another user's directory; the daemon will write over it.
        }
    }
}
