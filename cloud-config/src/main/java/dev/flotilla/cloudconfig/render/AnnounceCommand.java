package dev.flotilla.cloudconfig.render;

import dev.flotilla.cloudconfig.document.FileSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code /opt/flotilla/flotilla announce} for the units that call it on their machine: the files of the command line's
 * image that this one command needs, at the places where that has them. It is a shell, and needs no Java.
 */
final class AnnounceCommand {
    private static final String DIRECTORY = "/opt/flotilla/";

    private AnnounceCommand() {}

    static List<FileSpec> files() {
        return List.of(file("flotilla", "0755"), file("launcher/announce.sh", "0644"));
    }

    private static FileSpec file(String name, String permissions) {
        try (InputStream in = AnnounceCommand.class.getResourceAsStream(DIRECTORY + name)) {
            if (in == null) {
                throw new IllegalStateException("this program was built without " + DIRECTORY + name);
            }
            return FileSpec.of(DIRECTORY + name, new String(in.readAllBytes(), StandardCharsets.UTF_8), permissions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
