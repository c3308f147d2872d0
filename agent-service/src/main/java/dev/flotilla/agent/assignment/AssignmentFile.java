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
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accepted assignments on disk: {@code assignments} in the data directory. Written before they are acted on, so that
 * an agent that starts again, with or without a registry, does not take for unassigned what it was told to run.
 *
 * <p>The file is a magic number, a checksum, and the assignments in the form they had on the wire.
 */
public final class AssignmentFile implements KeptAssignments {
    private static final Logger LOG = LoggerFactory.getLogger(AssignmentFile.class);
    private static final int MAGIC = 0x464C4131; // "FLA1"
    private static final int HEADER = 2 * Integer.BYTES;

    private final Path file;

    public AssignmentFile(Path directory) {
        this.file = directory.resolve("assignments");
    }

    @Override
    public void save(Assignments assignments) throws IOException {
        byte[] content = AssignmentsCodec.encode(assignments.toMessage());
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + content.length);
        bytes.putInt(MAGIC).putInt(checksum(content)).put(content).flip();
        DurableFile.replace(file, bytes);
    }

    @Override
    public Assignments load() {
        try {
            return decode(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Assignments.UNKNOWN;
        } catch (IOException | FlotillaException e) {
            LOG.error(
                    "the assignments in {} cannot be read: {}. Nothing is started or stopped until the registry says them again",
                    file,
                    e.toString());
            return Assignments.UNKNOWN;
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
