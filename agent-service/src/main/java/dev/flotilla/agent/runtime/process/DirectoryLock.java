package dev.flotilla.agent.runtime.process;

import dev.flotilla.model.error.FlotillaError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps two runtimes from supervising the same processes. The system lets go of it when the agent dies. */
final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryLock of(Path directory) {
        try {
            PrivateDirectory.make(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw new FlotillaError.Conflict("another agent uses " + directory).asException();
            }
            return new DirectoryLock(channel);
        } catch (IOException e) {
            throw new FlotillaError.Unavailable(directory + " cannot be used: " + e).asException();
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is let go of in any case.
        }
    }
}
