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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was achieved, on disk: {@code achieved} in the run directory, a line {@code hash state name} for each unit under
 * a line with the machine's boot id. It counts for one boot: after another nothing runs any more. Not synced: what a
 * power failure takes from it, the boot after it makes void anyway.
 */
public final class AchievedFile implements KeptProgress {
    private static final Logger LOG = LoggerFactory.getLogger(AchievedFile.class);

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
        new TreeMap<>(achieved)
                .forEach((name, what) ->
                        lines.add(what.hash() + " " + what.state().word() + " " + name));
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

    private static void read(String line, Map<UnitName, Achieved> achieved) {
        String[] words = line.split(" ", 3);
        Optional<DesiredState> state = words.length == 3 ? DesiredState.ofWord(words[1]) : Optional.empty();
        if (state.isEmpty() || state.get() == DesiredState.INACTIVE) {
            LOG.warn("passed over a damaged line: {}", line);
            return;
        }
        try {
            achieved.put(UnitName.parse(words[2]), new Achieved(new UnitHash(words[0]), state.get()));
        } catch (FlotillaException e) {
            LOG.warn("passed over a damaged line: {}", line);
        }
    }
}
