package dev.flotilla.agent.runtime.process;

import dev.flotilla.model.error.FlotillaError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Directories of the runtime: what units print is nobody else's business. */
final class PrivateDirectory {
    private PrivateDirectory() {}

    /** The directory, made when it is not there. {@code Unavailable} when it cannot be. */
    static Path of(Path directory) {
        try {
            make(directory);
            return directory;
        } catch (IOException e) {
            throw new FlotillaError.Unavailable(directory + " cannot be used: " + e).asException();
        }
    }

    static void make(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
