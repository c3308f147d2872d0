package dev.flotilla.agent.runtime.process.unit;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Unit files and records in a directory: one small file each. Nothing is synced: it has to survive the agent, not the
 * machine, whose end is the end of the processes too.
 *
 * <p>A unit file is replaced as a whole. A record changes several times with each start, and is overwritten where it is,
 * in one write that no end of the agent divides: file systems are slow to make files while others are being deleted.
 */
public final class UnitStore {
    private static final String HEADER = "# Flotilla unit: ";
    /** Records are filled up with empty lines to a multiple of this, so that a shorter one leaves nothing of a longer. */
    private static final int RECORD_BYTES = 1024;

    private final Path units;
    private final Path states;

    public UnitStore(Path directory) {
        this.units = directory.resolve("units");
        this.states = directory.resolve("state");
        try {
            Files.createDirectories(units);
            Files.createDirectories(states);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void save(UnitName name, UnitFile file) {
        replace(units.resolve(FileKey.of(name)), HEADER + name + "\n" + file.serialize());
    }

    void save(UnitRecord record) {
        Path file = states.resolve(FileKey.of(record.name()));
        byte[] text = record.write().getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            int filled = Math.ceilDiv(text.length, RECORD_BYTES) * RECORD_BYTES;
            byte[] bytes = Arrays.copyOf(text, (int) Math.max(filled, channel.size()));
            Arrays.fill(bytes, text.length, bytes.length, (byte) '\n');
            channel.write(ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(UnitName name) {
        try {
            Files.deleteIfExists(states.resolve(FileKey.of(name)));
            Files.deleteIfExists(units.resolve(FileKey.of(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All unit files that were saved; what cannot be read is passed over. */
    Map<UnitName, UnitFile> units() {
        var result = new HashMap<UnitName, UnitFile>();
        for (Path path : files(units)) {
            try {
                String text = Files.readString(path, StandardCharsets.UTF_8);
                String first = text.lines().findFirst().orElse("");
                if (first.startsWith(HEADER)) {
                    UnitName name = UnitName.parse(first.substring(HEADER.length()));
                    // Without our own line: the rest may be as large as a unit file can be.
                    result.put(name, UnitFile.parse(name.value(), text.substring(text.indexOf('\n') + 1)));
                }
            } catch (IOException | FlotillaException e) {
                // A machine that lost power may leave an empty file.
            }
        }
        return result;
    }

    Optional<UnitRecord> record(UnitName name) {
        try {
            return UnitRecord.read(Files.readString(states.resolve(FileKey.of(name)), StandardCharsets.UTF_8))
                    .filter(record -> record.name().equals(name));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.toString().endsWith(".new")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void replace(Path file, String text) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(next, text, StandardCharsets.UTF_8);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
