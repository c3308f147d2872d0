package dev.flotilla.store.embedded;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second store from opening the same file. The lock lies in a file of its own ({@code <file>.lock}), because SQLite
 * uses POSIX locks on the database, and closing any other descriptor of it would drop them.
 */
final class FileGuard implements AutoCloseable {
    private final FileChannel channel;

    private FileGuard(FileChannel channel) {
        this.channel = channel;
    }

    static FileGuard acquire(Path file) {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                return new FileGuard(channel);
            }
            channel.close();
        } catch (IOException e) {
            throw new FlotillaException(new FlotillaError.Unavailable("cannot use " + lock + ": " + e), e);
        }
        throw new FlotillaError.Unavailable(file + " is in use by another process (or by another store of this one)")
                .asException();
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
