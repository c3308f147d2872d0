package dev.flotilla.agent.systemd;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The unit files, {@code /run/flotilla/units} as systemd sees it. It is gone after a boot, as the units themselves are;
 * before that it tells a restarted agent what there is and with which content.
 */
final class UnitDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(UnitDirectory.class);
    /** No unit's name ends like this. */
    private static final String TEMPORARY = ".next";

    private final Path directory;

    /** A unit file and when it was written. */
    record Stored(UnitFile file, Instant written) {}

    /** Creates the directory when it is missing. */
    UnitDirectory(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    Path path(UnitName unit) {
        return directory.resolve(unit.value());
    }

    /** What is there; files that are no units of ours are passed over. */
    Map<UnitName, Stored> read() throws IOException {
        Map<UnitName, Stored> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> !file.toString().endsWith(TEMPORARY)).forEach(file -> read(file, found));
        }
        return found;
    }

    /** One of them. */
    Optional<Stored> find(UnitName unit) {
        Map<UnitName, Stored> found = new TreeMap<>();
        if (Files.exists(path(unit))) {
            read(path(unit), found);
        }
        return Optional.ofNullable(found.get(unit));
    }

    private static void read(Path file, Map<UnitName, Stored> into) {
        String name = String.valueOf(file.getFileName());
        try {
            UnitFile content = UnitFile.parse(name, Files.readString(file));
            into.put(
                    UnitName.parse(name),
                    new Stored(content, Files.getLastModifiedTime(file).toInstant()));
        } catch (FlotillaException | IOException e) {
            LOG.warn("passed over {}: {}", file, e.getMessage());
        }
    }

    /** All of it or nothing of it. */
    void write(UnitName unit, UnitFile content) {
        Path next = directory.resolve(unit.value() + TEMPORARY);
        try {
            Files.write(next, content.serialize().getBytes(StandardCharsets.UTF_8));
            Files.move(next, path(unit), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(UnitName unit) {
        try {
            Files.deleteIfExists(path(unit));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
