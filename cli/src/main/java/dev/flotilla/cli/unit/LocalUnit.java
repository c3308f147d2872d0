package dev.flotilla.cli.unit;

import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.model.discovery.Declarations;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.requirement.Requirements;
import dev.flotilla.model.unit.ParsedUnit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A unit file on this machine.
 *
 * @param shown its path as the user gave it
 * @param parsed what is in it
 */
record LocalUnit(String shown, ParsedUnit parsed) {
    /** In bytes; comments and blanks come on top of what the model allows. */
    private static final long LARGEST = 4L * UnitFile.MAX_BYTES;

    /**
     * Reads a file.
     *
     * @param shown the path for messages; the start of each position in them
     * @return empty when there is no such file; {@link CommandFailure} when it cannot be read or is no unit file
     */
    static Optional<LocalUnit> read(String shown, Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (Files.isDirectory(file)) {
            throw new CommandFailure(shown + ": is a directory");
        }
        try {
            checkSize(shown, file);
            return Optional.of(new LocalUnit(shown, UnitFile.parseWithPositions(shown, Files.readString(file))));
        } catch (FlotillaException e) {
            throw CommandFailure.of(e);
        } catch (CharacterCodingException e) {
            throw new CommandFailure(shown + ": not UTF-8 text", e);
        } catch (IOException e) {
            throw new CommandFailure(shown + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whatever is much larger is no unit file, and need not be read to say so. */
    private static void checkSize(String shown, Path file) throws IOException {
        long size = Files.size(file);
        if (size > LARGEST) {
            throw new CommandFailure(shown + ": a unit file has at most " + UnitFile.MAX_BYTES / 1024
                    + " KiB, this file has " + size / 1024 + " KiB");
        }
    }

    UnitFile file() {
        return parsed.file();
    }

    /** Refuses what the cluster would refuse, with the place in the file. */
    LocalUnit checkedAs(UnitName name) {
        if (file().options().isEmpty()) {
            throw new CommandFailure(shown + ": is empty: a unit file has at least one option");
        }
        try {
            Requirements.of(name, parsed);
            Declarations.check(name, parsed);
            return this;
        } catch (FlotillaException e) {
            throw CommandFailure.of(e);
        }
    }
}
