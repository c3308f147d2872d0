package dev.flotilla.agent.runtime.process.log;

import dev.flotilla.agent.runtime.LogLine;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Writes journals on a thread of its own: a disk that stalls must not hold up the start of a unit. What gathers while it
 * writes is written together. The agent's end may take lines with it that were not written yet: of a process's output they
 * are read from the spool again, of our own words the last few are lost.
 *
 * <p>Any thread.
 */
final class JournalWriter implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(JournalWriter.class.getName());
    /** Characters; with more of them waiting, who brings more waits too. */
    private static final long MOST_WAITING = 16L * 1024 * 1024;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon(true).name("flotilla-journal").factory());
    private final Set<Journal> failing = new HashSet<>();
    private Map<Journal, StringBuilder> waiting = new LinkedHashMap<>();
    private long characters;
    private long handed;
    private long written;
    private boolean drained = true;

    /** Takes lines; all are of this origin. */
    synchronized void append(Journal journal, List<LogLine> lines, Optional<JournalLine.Origin> origin) {
        StringBuilder text = waiting.computeIfAbsent(journal, j -> new StringBuilder());
        long before = text.length();
        lines.forEach(line -> text.append(JournalLine.write(line, origin)));
        characters += text.length() - before;
        handed++;
        if (drained) {
            drained = false;
            thread.execute(this::drain);
        }
        if (characters > MOST_WAITING) {
            flush();
        }
    }

    /** Does something with the files when all that was handed over before is in them. */
    void execute(Runnable task) {
        thread.execute(task);
    }

    /** Returns when all that was handed over before is in the files, or could not be written. */
    synchronized void flush() {
        long upTo = handed;
        try {
            while (written < upTo) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain() {
        Map<Journal, StringBuilder> taken;
        long upTo;
        synchronized (this) {
            taken = waiting;
            waiting = new LinkedHashMap<>();
            characters = 0;
            upTo = handed;
            drained = true;
        }
        try {
            taken.forEach(this::write);
        } finally {
            synchronized (this) {
                written = upTo;
                notifyAll();
            }
        }
    }

    /** A full disk must not keep a unit from being supervised: lines are lost, and that is said once. */
    private void write(Journal journal, StringBuilder text) {
        try {
            journal.append(text);
            failing.remove(journal);
        } catch (IOException e) {
            if (failing.add(journal)) {
                LOG.log(Level.WARNING, e, () -> "log lines are lost: " + journal.file() + " cannot be written");
            }
        }
    }

    /** Writes what is left, and ends. */
    @Override
    public void close() {
        flush();
        thread.shutdown();
    }
}
