package dev.flotilla.agent.runtime.process.linux;

import dev.flotilla.agent.runtime.process.host.ProcessId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which invocation of which unit the machine's processes belong to. A process carries its invocation in its environment
 * and hands it on to its children, whatever sessions they make; one that has cleaned its environment, or whose
 * environment we may not read, is known by its session's leader or by its parent.
 *
 * <p>For one thread. What was found out about a process is kept until it ends, so that looking again costs one small
 * read a process.
 */
final class ProcessTable {
    /** Set in every process of a unit; systemd does the same. */
    static final String INVOCATION = "INVOCATION_ID";

    /** One process; the invocation is empty when it belongs to no unit. */
    record Entry(ProcStat stat, String invocation) {
        ProcessId id() {
            return new ProcessId(stat.pid(), stat.startTicks());
        }
    }

    private final Path proc;
    private final long self = ProcessHandle.current().pid();
    private Map<ProcessId, String> known = new HashMap<>();

    /**
     * @param proc the directory that has a directory for each process: /proc
     */
    ProcessTable(Path proc) {
        this.proc = proc;
    }

    /**
     * All processes of the machine that have not ended.
     *
     * @param spawned what is known without looking: a process shows no environment in the first moments of its program
     */
    List<Entry> read(Map<ProcessId, String> spawned) {
        known.putAll(spawned);
        var stats = new HashMap<Long, ProcStat>();
        for (long pid : pids()) {
            ProcStat.read(pid).filter(stat -> !stat.isEnded()).ifPresent(stat -> stats.put(pid, stat));
        }
        var invocations = new HashMap<ProcessId, String>();
        var entries = new ArrayList<Entry>();
        for (ProcStat stat : stats.values()) {
            entries.add(new Entry(stat, invocation(stat, stats, invocations, 0)));
        }
        // A child of ours that has no mark yet may be about to become a unit's process.
        entries.stream()
                .filter(entry -> entry.invocation().isEmpty() && entry.stat().parent() == self)
                .forEach(entry -> invocations.remove(entry.id()));
        known = invocations;
        return entries;
    }

    private String invocation(ProcStat stat, Map<Long, ProcStat> all, Map<ProcessId, String> found, int depth) {
        var id = new ProcessId(stat.pid(), stat.startTicks());
        String before = found.get(id);
        if (before != null) {
            return before;
        }
        String invocation = Optional.ofNullable(known.get(id)).orElseGet(() -> environmentMark(stat.pid()));
        if (invocation.isEmpty() && depth < 64) {
            invocation = inherited(stat.session(), stat, all, found, depth);
            if (invocation.isEmpty()) {
                invocation = inherited(stat.parent(), stat, all, found, depth);
            }
        }
        found.put(id, invocation);
        return invocation;
    }

    private String inherited(
            long from, ProcStat stat, Map<Long, ProcStat> all, Map<ProcessId, String> found, int depth) {
        ProcStat other = all.get(from);
        return other == null || other.pid() == stat.pid() ? "" : invocation(other, all, found, depth + 1);
    }

    /** The mark in the environment a process was started with; empty when it has none or we may not look. */
    static String environmentMark(long pid) {
        try {
            String environment =
                    Files.readString(Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
            for (String variable : environment.split("\0", -1)) {
                if (variable.startsWith(INVOCATION + "=")) {
                    return variable.substring(INVOCATION.length() + 1);
                }
            }
        } catch (IOException e) {
            // Ended meanwhile, or another user's.
        }
        return "";
    }

    private List<Long> pids() {
        var result = new ArrayList<Long>();
        try (var directory = Files.newDirectoryStream(proc, "[0-9]*")) {
            directory.forEach(
                    entry -> result.add(Long.parseLong(entry.getFileName().toString())));
        } catch (IOException | DirectoryIteratorException e) {
            throw new IllegalStateException(proc + " cannot be read: " + e.getMessage(), e);
        }
        return result;
    }
}
