package dev.flotilla.agent.assignment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Replaces a file whole: whoever reads it, also after a crash of this process, finds the old or the new content. */
final class WholeFile {
    private WholeFile() {}

    /** A crash of the machine may take the new content away, and maybe the old one too. */
    static void replace(Path file, ByteBuffer content) throws IOException {
        replace(file, content, false);
    }

    /** As {@link #replace(Path, ByteBuffer)}, also after a crash of the machine; when it returns, it is the new content. */
    static void replaceDurably(Path file, ByteBuffer content) throws IOException {
        replace(file, content, true);
    }

    private static void replace(Path file, ByteBuffer content, boolean durably) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("not a file: " + file);
        }
        Files.createDirectories(directory);
        Path next = directory.resolve(file.getFileName() + ".next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (content.hasRemaining()) {
                channel.write(content);
            }
            if (durably) {
                channel.force(true);
            }
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (durably) {
            try (FileChannel entry = FileChannel.open(directory, StandardOpenOption.READ)) {
                entry.force(true); // the rename itself
            }
        }
    }
}
