package dev.flotilla.cloudconfig.apply;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.UUID;

/** A file that is there whole, with its mode and owner, or not at all. */
final class AtomicFile {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final int DIRECTORY_MODE = 0755;
    private static final int KEYS_DIRECTORY_MODE = 0700;

    private final Path path;
    private final Accounts.Owner owner;

    AtomicFile(Path path, Accounts.Owner owner) {
        this.path = path;
        this.owner = owner;
    }

    void write(byte[] content, int mode) throws IOException {
        Path directory = parent(path);
        makeDirectories(directory);
        Path temporary = directory.resolve(".cloud-config-" + UUID.randomUUID());
        try {
            // Made and opened at once: the directory may be a user's, who could put a link in the place of a file that
            // is opened again.
            try (FileChannel channel =
                    FileChannel.open(temporary, NEW, PosixFilePermissions.asFileAttribute(PRIVATE))) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                own(temporary, mode);
                channel.force(true);
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(directory);
    }

    /** A symbolic link, in place of whatever file or link was there. */
    static void link(Path path, String target) throws IOException {
        Path directory = parent(path);
        Files.createDirectories(directory);
        Path temporary = Files.createTempFile(directory, ".cloud-config-", "");
        Files.delete(temporary);
        try {
            Files.createSymbolicLink(temporary, Path.of(target));
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(directory);
    }

    /** Mode after owner: a change of the owner takes set-uid bits away. */
    private void own(Path file, int mode) throws IOException {
        if (UnixAttribute.UID.of(file) != owner.uid()) {
            UnixAttribute.UID.set(file, owner.uid());
        }
        if (UnixAttribute.GID.of(file) != owner.gid()) {
            UnixAttribute.GID.set(file, owner.gid());
        }
        UnixAttribute.MODE.set(file, mode);
    }

    /** Missing directories are root's and open to all; but a user's {@code .ssh} is the user's alone. */
    private void makeDirectories(Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = directory; !Files.exists(at); at = parent(at)) {
            missing.push(at);
        }
        for (Path at : missing) {
            Files.createDirectory(at);
            if (at.endsWith(".ssh")) {
                own(at, KEYS_DIRECTORY_MODE);
            } else {
                UnixAttribute.MODE.set(at, DIRECTORY_MODE);
            }
        }
    }

    private static Path parent(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IOException(path + " is no file");
        }
        return parent;
    }

    /** So that the new name outlives a power cut. */
    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
