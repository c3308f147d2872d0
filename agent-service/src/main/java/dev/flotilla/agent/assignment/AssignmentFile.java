package dev.flotilla.agent.assignment;

import dev.flotilla.client.session.AssignmentsCodec;
import dev.flotilla.client.session.RegistryMessage;
import dev.flotilla.model.error.FlotillaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accepted assignments: {@code assignments} in the run directory. Written before they are acted on, so that
 * an agent that starts again, with or without a registry, does not take for unassigned what it was told to run.
 *
 * <p>They survive the agent at once, and the machine a moment later, as {@code assignments.synced} in the data directory: a
 * power failure ends all units anyway, so it may take the last moment's assignments with it, and no start waits for the disk. The files are
 * a magic number, a checksum, and the assignments in the form they had on the wire.
 */
public final class AssignmentFile implements KeptAssignments {
    private static final Logger LOG = LoggerFactory.getLogger(AssignmentFile.class);
    private static final int MAGIC = 0x464C4131; // "FLA1"
    private static final int HEADER = 2 * Integer.BYTES;

    private final Path file;
    private final Path synced;
    private final Executor soon;
    private final AtomicBoolean syncDue = new AtomicBoolean();

    /**
     * @param runDirectory for what has to survive the agent; may be in memory
     * @param dataDirectory for what has to survive the machine
     * @param soon runs a task on another thread after a moment: how long a power failure may set the assignments back
     */
    public AssignmentFile(Path runDirectory, Path dataDirectory, Executor soon) {
        this.file = runDirectory.resolve("assignments");
        this.synced = dataDirectory.resolve("assignments.synced");
        this.soon = soon;
    }

    @Override
    public void save(Assignments assignments) throws IOException {
        byte[] content = AssignmentsCodec.encode(assignments.toMessage());
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + content.length);
        bytes.putInt(MAGIC).putInt(checksum(content)).put(content).flip();
        WholeFile.replace(file, bytes);
        if (syncDue.compareAndSet(false, true)) {
            soon.execute(this::sync);
        }
    }

    private synchronized void sync() {
        syncDue.set(false);
        try {
            WholeFile.replaceDurably(synced, ByteBuffer.wrap(Files.readAllBytes(file)));
        } catch (IOException e) {
            LOG.warn("the assignments may not survive a power failure: {}", e.toString());
        }
    }

    @Override
    public Assignments load() {
        return read(file).or(() -> read(synced)).orElse(Assignments.UNKNOWN);
    }

    private static Optional<Assignments> read(Path file) {
        try {
            return Optional.of(decode(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | FlotillaException e) {
            LOG.error(
                    "the assignments in {} cannot be read: {}. If there is no older copy, nothing is started or stopped"
                            + " until the registry says them again",
                    file,
                    e.toString());
            return Optional.empty();
        }
    }

    private static Assignments decode(byte[] bytes) throws IOException {
        if (bytes.length < HEADER) {
            throw new IOException("the file is cut short");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        byte[] content = Arrays.copyOfRange(bytes, HEADER, bytes.length);
        if (header.getInt() != MAGIC || header.getInt() != checksum(content)) {
            throw new IOException("the file is damaged");
        }
        RegistryMessage.Assignments message = AssignmentsCodec.decode(content);
        if (Assignments.UNKNOWN.merge(message) instanceof Assignments.Outcome.Accepted(Assignments loaded, var _)) {
            return loaded;
        }
        throw new IOException("a unit file is missing in it");
    }

    private static int checksum(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return (int) crc.getValue();
    }
}
