package dev.flotilla.agent.runtime.process.log;

import dev.flotilla.agent.runtime.LogLine;
import dev.flotilla.agent.runtime.LogQuery;
import dev.flotilla.agent.runtime.LogSink;
import dev.flotilla.agent.runtime.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** The logs of a machine's units, in one directory for the spools and one for the journals. */
public final class UnitLogs {
    /** Of the units that are gone, so many keep their logs: the latest. */
    static final int MOST_OF_GONE_UNITS = 64;
    /** And up to so many more, as all units' journals are looked through only when this many have gone since the last time. */
    static final int GONE_BETWEEN_LOOKS = 16;

    private static final String JOURNAL = ".journal";
    private static final Logger LOG = Logger.getLogger(UnitLogs.class.getName());

    private final Path spools;
    private final Path journals;
    private final long mostJournalBytes;
    private final Clock clock;
    private final Map<String, UnitLog> byKey = new HashMap<>();
    private final LogFollowers followers = new LogFollowers();
    private final JournalWriter writer = new JournalWriter();
    /** What an earlier agent left is not known, so the first one that goes has it looked at. */
    private int goneSinceLook = GONE_BETWEEN_LOOKS;

    /**
     * @param directory for the journals
     * @param runDirectory for the spools
     * @param mostJournalBytes of each of the two journal files of a unit
     */
    public UnitLogs(Path directory, Path runDirectory, long mostJournalBytes, Clock clock) {
        this.spools = runDirectory.resolve("spool");
        this.journals = directory.resolve("log");
        this.mostJournalBytes = mostJournalBytes;
        this.clock = clock;
        try {
            Files.createDirectories(spools);
            Files.createDirectories(journals);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes what is left. */
    public void close() {
        writer.close();
    }

    /** Where processes write; to be watched for changes. */
    public Path spoolDirectory() {
        return spools;
    }

    /**
     * The log of a unit.
     *
     * @param key the unit's name, shortened if need be so that file names can be made of it
     */
    public UnitLog of(String key) {
        return byKey.computeIfAbsent(key, this::open);
    }

    /**
     * Something was written.
     *
     * @param fileName of the spool; empty: any
     */
    public void written(Optional<String> fileName) {
        if (fileName.isEmpty()) {
            byKey.values().forEach(UnitLog::takeAll);
            return;
        }
        String name = fileName.get();
        UnitLog log = byKey.get(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
        if (log != null) {
            log.takeAll();
        }
    }

    /** The unit is gone; its journal is kept for a while. */
    public void forget(String key) {
        UnitLog log = byKey.remove(key);
        if (log != null) {
            log.reset();
            goneSinceLook++;
        }
    }

    /** Deletes the oldest journals of units that are gone, when there may be too many. */
    public void prune() {
        if (goneSinceLook < GONE_BETWEEN_LOOKS) {
            return;
        }
        goneSinceLook = 0;
        Set<String> present = Set.copyOf(byKey.keySet());
        writer.execute(() -> prune(present));
    }

    private void prune(Set<String> present) {
        try (Stream<Path> files = Files.list(journals)) {
            List<Path> gone =
                    new ArrayList<>(files.filter(file -> file.toString().endsWith(JOURNAL))
                            .filter(file -> !present.contains(key(file)))
                            .toList());
            if (gone.size() > MOST_OF_GONE_UNITS) {
                gone.sort(Comparator.comparing(UnitLogs::modified));
                for (Path file : gone.subList(0, gone.size() - MOST_OF_GONE_UNITS)) {
                    new Journal(file, mostJournalBytes).delete();
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "the logs of units that are gone cannot be looked through");
        }
    }

    private static String key(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - JOURNAL.length());
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    /** Whether anything is kept of a unit, which may be gone; from any thread. */
    public boolean has(String key) {
        writer.flush();
        return Files.exists(journals.resolve(key + JOURNAL));
    }

    /** Hands a log to the sink; may be called from any thread. */
    public Subscription read(String key, LogQuery query, LogSink sink, Executor supervisor) {
        var reader = new LogReader(key, query, sink, supervisor);
        supervisor.execute(() -> reader.start(known(key), followers));
        return reader;
    }

    /** The last lines, on the supervisor's thread. */
    public List<LogLine> last(String key, int lines) {
        var result = new ArrayList<LogLine>();
        try (JournalSnapshot snapshot = known(key).snapshot()) {
            snapshot.read(LogQuery.last(lines), result::addAll);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return result;
    }

    /** Also that of a unit that is gone: then it is not one of those that are kept open. */
    private UnitLog known(String key) {
        return Optional.ofNullable(byKey.get(key)).orElseGet(() -> open(key));
    }

    private UnitLog open(String key) {
        return new UnitLog(
                new Journal(journals.resolve(key + JOURNAL), mostJournalBytes),
                writer,
                spools.resolve(key + ".main"),
                spools.resolve(key + ".control"),
                clock,
                lines -> followers.offer(key, lines));
    }
}
