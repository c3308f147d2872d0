package dev.flotilla.cli.cloudconfig;

import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;

/** Reads what the user named. */
final class UserDataFile {
    private static final String STANDARD_INPUT = "/dev/stdin";

    private UserDataFile() {}

    static byte[] read(Session session, String name) {
        try {
            return Files.readAllBytes(session.file(name.equals("-") ? STANDARD_INPUT : name));
        } catch (NoSuchFileException e) {
            throw new CommandFailure(name + ": no such file", e);
        } catch (IOException e) {
            throw new CommandFailure(name + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
