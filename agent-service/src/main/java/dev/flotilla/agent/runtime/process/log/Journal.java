package dev.flotilla.agent.runtime.process.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A unit's kept lines: a file that is appended to and one older file. When the newer one is full and there is more to write it
 * takes the older one's place, so there is a newer one as soon as anything was written. Only the agent writes to them.
 */
final class Journal {
    /** Far enough back to find both spools, unless one of them has been silent for long: then it has not moved. */
    private static final int POSITION_LINES = 20_000;

    private final Path file;
    private final Path older;
    private final long mostBytes;

    /**
     * @param mostBytes of each of the two files
     */
    Journal(Path file, long mostBytes) {
        this.file = file;
        this.older = older(file);
        this.mostBytes = mostBytes;
    }

    static Path older(Path file) {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    Path file() {
        return file;
    }

    /** Appends whole lines, as {@link JournalLine} writes them. */
    void append(CharSequence text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
        if (isFull()) {
            Files.move(file, older, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    private boolean isFull() throws IOException {
        try {
            return Files.size(file) > mostBytes;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** The older and the newer file, those that there are, in this order; each stays readable when it is rotated. */
    List<FileChannel> open() throws IOException {
        var result = new ArrayList<FileChannel>(2);
        for (Path path : List.of(older, file)) {
            try {
                result.add(FileChannel.open(path, StandardOpenOption.READ));
            } catch (NoSuchFileException e) {
                // Not written yet, or not that much.
            }
        }
        return result;
    }

    /** How far each spool had been read when its last kept lines were written. */
    Map<UnitLog.Source, Long> positions() throws IOException {
        var positions = new EnumMap<UnitLog.Source, Long>(UnitLog.Source.class);
        try (JournalSnapshot snapshot = JournalSnapshot.of(open())) {
            snapshot.readText(POSITION_LINES, line -> JournalLine.origin(line)
                    .ifPresent(origin -> positions.put(origin.source(), origin.position())));
        }
        return positions;
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(older);
    }
}
