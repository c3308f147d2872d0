package dev.flotilla.sidekick.template;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that is replaced as a whole or not at all. */
final class TemplateFile {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateFile.class);
    private static final Set<PosixFilePermission> USUAL = PosixFilePermissions.fromString("rw-r--r--");

    private final Path path;
    private final Optional<Set<PosixFilePermission>> permissions;

    /** @param permissions it is to have; empty: those it has */
    TemplateFile(Path path, Optional<Set<PosixFilePermission>> permissions) {
        this.path = path;
        this.permissions = permissions;
    }

    /** Whether it says this already, to whom it should. */
    boolean is(String text) throws IOException {
        try {
            boolean same = Files.readString(path).equals(text);
            return same && (permissions.isEmpty() || permissions.get().equals(Files.getPosixFilePermissions(path)));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Writes a text beside the file, with the file's owner and permissions. */
    Path draft(String text) throws IOException {
        Path draft = path.resolveSibling("." + path.getFileName() + ".flotilla");
        Files.deleteIfExists(draft);
        // Nobody else reads a draft before it has its permissions.
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Set<PosixFilePermission> wanted = USUAL;
        if (Files.exists(path)) {
            PosixFileAttributes known = Files.readAttributes(path, PosixFileAttributes.class);
            wanted = known.permissions();
            keepOwner(draft, known);
        }
        Files.setPosixFilePermissions(draft, permissions.orElse(wanted));
        return draft;
    }

    private static void keepOwner(Path draft, PosixFileAttributes known) {
        try {
            PosixFileAttributeView view = Files.getFileAttributeView(draft, PosixFileAttributeView.class);
            view.setGroup(known.group());
            view.setOwner(known.owner());
        } catch (IOException e) {
            LOG.debug("only root gives files away", e);
        }
    }

    /** The draft takes the file's place. */
    void replaceBy(Path draft) throws IOException {
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
