package dev.flotilla.agent.join;

import dev.flotilla.model.join.Credential;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The membership on disk, {@code credential} in the agent's data directory: readable by its owner alone from the first byte
 * on, and after a crash old or new as a whole.
 */
public final class MembershipFile {
    private static final String NAME = "credential";
    private static final String JOINED = "joined";
    private static final String ASKED = "asked";

    private final Path file;

    public MembershipFile(Path directory) {
        this.file = directory.resolve(NAME);
    }

    /** Empty when the machine never joined; {@link IOException} names the file that makes no sense. */
    public Optional<Membership> load() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.size() != 3 || !(lines.get(2).equals(JOINED) || lines.get(2).equals(ASKED))) {
            throw new IOException(file + " is damaged; remove it and give the agent a new join token");
        }
        try {
            return Optional.of(new Membership(
                    Credential.parse(lines.get(0)), lines.get(1), lines.get(2).equals(JOINED)));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged; remove it and give the agent a new join token", e);
        }
    }

    public void save(Membership membership) throws IOException {
        String text = membership.credential().reveal() + "\n" + membership.tokenId() + "\n"
                + (membership.joined() ? JOINED : ASKED) + "\n";
        Path next = file.resolveSibling(NAME + ".next");
        Files.deleteIfExists(next);
        try (FileChannel channel = FileChannel.open(
                next,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true); // the rename itself
        }
    }
}
