package dev.flotilla.agent.reconcile;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was achieved, on disk: {@code achieved} in the run directory, a line {@code hash state name} for each unit under
 * a line with the machine's boot id. The state {@code restarting:PID:SINCE} is that of a unit whose restart was begun when
 * that process ran ({@code -}: none), in a state since then; {@code stopping} that of one whose stop was begun. It counts
 * for one boot: after another nothing runs any more. Not synced: what a power failure takes from it, the boot after it
 * makes void anyway.
 */
public final class AchievedFile implements KeptProgress {
    private static final Logger LOG = LoggerFactory.getLogger(AchievedFile.class);

    private static final String RESTARTING = "restarting:";
    private static final String STOPPING = "stopping";
    private static final String NO_PROCESS = "-";

    private final Path file;
    private final String bootId;

    public AchievedFile(Path directory, String bootId) {
        this.file = directory.resolve("achieved");
        this.bootId = bootId;
    }

    @Override
    public void save(Map<UnitName, Achieved> achieved) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("boot " + bootId);
        new TreeMap<>(achieved).forEach((name, what) -> lines.add(what.hash() + " " + word(what) + " " + name));
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.write(next, lines);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What was saved last in this boot; nothing when there is none. Lines that cannot be read are passed over. */
    @Override
    public Map<UnitName, Achieved> load() {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || !lines.getFirst().equals("boot " + bootId)) {
                return Map.of();
            }
            Map<UnitName, Achieved> achieved = new TreeMap<>();
            lines.stream().skip(1).forEach(line -> read(line, achieved));
            return achieved;
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}. Running units are adopted as they are", file, e.toString());
            return Map.of();
        }
    }

    private static String word(Achieved what) {
        return what.begun().map(AchievedFile::word).orElse(what.state().word());
    }

    private static String word(Begun begun) {
        return switch (begun) {
            case Begun.Stop _ -> STOPPING;
            case Begun.Restart(Footprint outgoing) ->
                RESTARTING
                        + (outgoing.process().isPresent() ? outgoing.process().getAsLong() : NO_PROCESS) + ":"
                        + outgoing.since();
        };
    }

    private static void read(String line, Map<UnitName, Achieved> achieved) {
        String[] words = line.split(" ", 3);
        try {
            if (words.length == 3) {
                achieved.put(UnitName.parse(words[2]), achieved(new UnitHash(words[0]), words[1]));
                return;
            }
        } catch (FlotillaException | IllegalArgumentException | DateTimeException e) {
            LOG.debug("a line makes no sense", e);
        }
        LOG.warn("passed over a damaged line: {}", line);
    }

    private static Achieved achieved(UnitHash hash, String word) {
        if (word.startsWith(RESTARTING)) {
            String[] parts = word.substring(RESTARTING.length()).split(":", 2);
            OptionalLong process =
                    parts[0].equals(NO_PROCESS) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(parts[0]));
            return Achieved.restarting(hash, new Footprint(process, Instant.parse(parts.length == 2 ? parts[1] : "")));
        }
        if (word.equals(STOPPING)) {
            return Achieved.stopping(hash);
        }
        DesiredState state = DesiredState.ofWord(word).orElseThrow(() -> new IllegalArgumentException(word));
        return new Achieved(hash, state, Optional.empty());
    }
}
