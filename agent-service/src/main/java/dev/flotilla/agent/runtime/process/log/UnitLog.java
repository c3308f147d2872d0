package dev.flotilla.agent.runtime.process.log;

import dev.flotilla.agent.runtime.LogLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One unit's log. For the supervisor's thread, as all of this package but {@link LogReader}. */
public final class UnitLog {

    /** A unit has at most one process of each kind that was started for it; each has a spool. */
    public enum Source {
        MAIN,
        CONTROL
    }

    private record Writer(String identifier, long pid) {
        static final Writer UNKNOWN = new Writer("", 0);
    }

    private static final Logger LOG = Logger.getLogger(UnitLog.class.getName());
    private static final String OURSELVES = "flotilla";

    private final Journal journal;
    private final JournalWriter writer;
    private final Clock clock;
    private final long ownPid = ProcessHandle.current().pid();
    private final Map<Source, Spool> spools = new EnumMap<>(Source.class);
    private final Map<Source, Writer> writers = new EnumMap<>(Source.class);
    private final Consumer<List<LogLine>> followers;
    private boolean failing;
    /** Output was handed to the writer since it last said that all is written. */
    private boolean unwritten;

    /**
     * @param followers hear of each new line
     */
    UnitLog(
            Journal journal,
            JournalWriter writer,
            Path mainSpool,
            Path controlSpool,
            Clock clock,
            Consumer<List<LogLine>> followers) {
        this.followers = followers;
        this.journal = journal;
        this.writer = writer;
        this.clock = clock;
        spools.put(Source.MAIN, new Spool(mainSpool, 0));
        spools.put(Source.CONTROL, new Spool(controlSpool, 0));
    }

    /** The file that the next process of this kind writes to; what is in it was written by the ones before. */
    public Path spool(Source source) {
        take(source, true);
        return spool(source, spools).file();
    }

    /** From now on this process writes there. */
    public void writer(Source source, String identifier, long pid) {
        writers.put(source, new Writer(identifier, pid));
    }

    /** Goes on where an earlier agent was; then this process is the one that writes. */
    public void resume(Source source, String identifier, long pid) {
        try {
            writer.flush();
            long position = journal.positions().getOrDefault(source, 0L);
            spools.put(source, new Spool(spool(source, spools).file(), position));
        } catch (IOException e) {
            failed(e);
        }
        writer(source, identifier, pid);
        take(source, false);
    }

    /** Takes what was written. */
    public void takeAll() {
        for (Source source : Source.values()) {
            take(source, false);
        }
    }

    /** The process has ended: an unfinished last line is one too. */
    public void ended(Source source) {
        take(source, true);
    }

    /** Nobody writes any more: the spools begin anew. */
    public void reset() {
        for (Source source : Source.values()) {
            take(source, true);
            flushOutput();
            try {
                spool(source, spools).reset();
            } catch (IOException e) {
                failed(e);
            }
        }
    }

    /** Adds a line of our own. */
    public void say(String text) {
        append(List.of(new LogLine(now(), OURSELVES, ownPid, text)), Optional.empty());
    }

    private void take(Source source, boolean ended) {
        try {
            Spool.Lines taken = spool(source, spools).take(ended);
            Writer writer = writers.getOrDefault(source, Writer.UNKNOWN);
            Instant now = now();
            var lines = new ArrayList<LogLine>(taken.lines().size() + 1);
            if (taken.droppedBytes() > 0) {
                lines.add(new LogLine(
                        now,
                        OURSELVES,
                        ownPid,
                        "Dropped " + taken.droppedBytes() + " bytes of output: written faster than they can be kept."));
            }
            taken.lines().forEach(text -> lines.add(new LogLine(now, writer.identifier(), writer.pid(), text)));
            append(
                    lines,
                    Optional.of(
                            new JournalLine.Origin(source, spool(source, spools).position())));
            unwritten |= !lines.isEmpty();
            if (spool(source, spools).isFull()) {
                flushOutput();
                spool(source, spools).empty();
            }
            failing = false;
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Before a spool is let go of: until its lines are in the journal, a later agent reads them from there. */
    private void flushOutput() {
        if (unwritten) {
            writer.flush();
            unwritten = false;
        }
    }

    private void append(List<LogLine> lines, Optional<JournalLine.Origin> origin) {
        if (lines.isEmpty()) {
            return;
        }
        writer.append(journal, lines, origin);
        followers.accept(lines);
    }

    /** What cannot be read must not keep a unit from being supervised: lines are lost, and that is said once. */
    private void failed(IOException e) {
        if (!failing) {
            LOG.log(Level.WARNING, e, () -> "log lines are lost on their way to " + journal.file());
            failing = true;
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Spool spool(Source source, Map<Source, Spool> spools) {
        Spool spool = spools.get(source);
        if (spool == null) {
            throw new IllegalStateException("no spool for " + source);
        }
        return spool;
    }

    /** What is kept up to now, to be read on another thread. */
    JournalSnapshot snapshot() throws IOException {
        takeAll();
        writer.flush();
        return JournalSnapshot.of(journal.open());
    }
}
