package dev.flotilla.agent.runtime.process.linux;

import dev.flotilla.agent.runtime.process.host.ExitStatus;
import dev.flotilla.agent.runtime.process.host.Host;
import dev.flotilla.agent.runtime.process.host.ProcessId;
import dev.flotilla.agent.runtime.process.host.Spawn;
import dev.flotilla.agent.runtime.process.host.SpawnException;
import dev.flotilla.agent.runtime.process.host.UserEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Linux, on one {@link Reactor}. */
public final class LinuxHost implements Host, AutoCloseable {
    /** EXIT_CHDIR and EXIT_EXEC of systemd.exec(5). */
    private static final int EXIT_CHDIR = 200;

    private static final int EXIT_EXEC = 203;
    /** Orphans of units come to us and are waited for; nothing hangs on it, so seldom is enough. */
    private static final Duration REAP_EVERY = Duration.ofSeconds(20);

    /** After the process table could not be read: descriptors or memory may be had again soon. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(LinuxHost.class.getName());

    private final Reactor reactor;
    private final Clock clock;
    private final ProcessTable table;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon(true).name("flotilla-processes").factory());
    private final Map<ProcessId, Exit> exits = new HashMap<>();
    private final Map<String, List<Consumer<Set<Member>>>> wanted = new HashMap<>();
    private final Map<ProcessId, String> spawned = new HashMap<>();
    private final OrphanReaper orphans = new OrphanReaper();
    private boolean reading;
    private boolean closed;

    /** Who waits for the end of a process. */
    private static final class Exit {
        private final List<Consumer<ExitStatus>> listeners = new ArrayList<>();
    }

    public LinuxHost(Reactor reactor, Clock clock) {
        this(reactor, clock, new ProcessTable(Path.of("/proc")));
    }

    LinuxHost(Reactor reactor, Clock clock, ProcessTable table) {
        this.reactor = reactor;
        this.clock = clock;
        this.table = table;
        Linux.becomeSubreaper();
        reactor.execute(this::reapLater);
    }

    private void reapLater() {
        if (!closed) {
            orphans.reap(exits.keySet());
            reactor.schedule(REAP_EVERY, this::reapLater);
        }
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Timer after(Duration delay, Runnable action) {
        Reactor.Alarm alarm = reactor.schedule(delay, action);
        return () -> reactor.cancel(alarm);
    }

    @Override
    public ProcessId spawn(Spawn what) throws SpawnException {
        if (!Files.isDirectory(what.directory())) {
            throw new SpawnException(
                    EXIT_CHDIR,
                    "Changing to the working directory " + what.directory() + " failed: " + Errno.words(Errno.ENOENT));
        }
        try {
            long pid = Spawner.spawn(what);
            // Even if it has ended already it is there until we wait for it.
            ProcessId id = ProcStat.read(pid)
                    .map(stat -> new ProcessId(pid, stat.startTicks()))
                    .orElse(new ProcessId(pid, 0));
            Optional.ofNullable(what.environment().get(ProcessTable.INVOCATION))
                    .ifPresent(invocation -> spawned.put(id, invocation));
            return id;
        } catch (LinuxException e) {
            throw new SpawnException(EXIT_EXEC, "Failed to execute " + what.program() + ": " + e.words());
        }
    }

    @Override
    public Optional<ProcessId> identify(long pid) {
        return ProcStat.read(pid).filter(stat -> !stat.isEnded()).map(stat -> new ProcessId(pid, stat.startTicks()));
    }

    @Override
    public void onExit(ProcessId process, Consumer<ExitStatus> ended) {
        Exit exit = exits.get(process);
        if (exit != null) {
            exit.listeners.add(ended);
            return;
        }
        int fd = Linux.openPidfd(process.pid());
        boolean same = fd >= 0
                && ProcStat.read(process.pid())
                        .filter(stat -> stat.startTicks() == process.startTicks())
                        .isPresent();
        if (!same) {
            if (fd >= 0) {
                Linux.close(fd);
            }
            reactor.execute(() -> ended.accept(ExitStatus.unknown()));
            return;
        }
        watch(process, fd, ended);
    }

    private void watch(ProcessId process, int fd, Consumer<ExitStatus> ended) {
        var exit = new Exit();
        exit.listeners.add(ended);
        exits.put(process, exit);
        var cancel = new Reactor.Watch[1];
        cancel[0] = reactor.watch(fd, () -> {
            cancel[0].cancel();
            Linux.close(fd);
            exits.remove(process);
            spawned.remove(process);
            ExitStatus status = Linux.reap(process.pid());
            exit.listeners.forEach(listener -> listener.accept(status));
            orphans.reap(exits.keySet());
        });
    }

    @Override
    public Optional<String> signal(ProcessId process, int signal) {
        boolean same = ProcStat.read(process.pid())
                .filter(stat -> stat.startTicks() == process.startTicks())
                .isPresent();
        if (!same) {
            return Optional.empty();
        }
        try {
            Linux.kill(process.pid(), signal);
            return Optional.empty();
        } catch (LinuxException e) {
            return Optional.of(e.words());
        }
    }

    @Override
    public void members(String invocation, Consumer<Set<Member>> found) {
        wanted.computeIfAbsent(invocation, i -> new ArrayList<>()).add(found);
        if (!reading) {
            reading = true;
            // After what else is due now, so that units that end together share one look at the process table.
            reactor.execute(this::readTable);
        }
    }

    private void readTable() {
        var asked = Map.copyOf(wanted);
        wanted.clear();
        var marks = Map.copyOf(spawned);
        try {
            reader.execute(() -> {
                try {
                    List<ProcessTable.Entry> entries = table.read(marks);
                    reactor.execute(() -> deliver(asked, entries));
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, "the processes of units cannot be looked for; it is tried again", e);
                    reactor.execute(() -> readAgain(asked));
                }
            });
        } catch (RejectedExecutionException e) {
            // Closing: nobody wants to know any more.
        }
    }

    /** Who asked is still owed an answer, a unit that stops for instance. */
    private void readAgain(Map<String, List<Consumer<Set<Member>>>> asked) {
        asked.forEach((invocation, consumers) ->
                wanted.computeIfAbsent(invocation, i -> new ArrayList<>()).addAll(0, consumers));
        reactor.schedule(LOOK_AGAIN, this::readTable);
    }

    private void deliver(Map<String, List<Consumer<Set<Member>>>> asked, List<ProcessTable.Entry> entries) {
        var byInvocation = new HashMap<String, Set<Member>>();
        for (ProcessTable.Entry entry : entries) {
            if (asked.containsKey(entry.invocation())) {
                byInvocation
                        .computeIfAbsent(entry.invocation(), i -> new HashSet<>())
                        .add(new Member(entry.id(), entry.stat().parent()));
            }
        }
        // First: whatever becomes of the answers, the next question must be answered too.
        reading = !wanted.isEmpty();
        if (reading) {
            reactor.execute(this::readTable);
        }
        asked.forEach((invocation, consumers) ->
                consumers.forEach(consumer -> consumer.accept(byInvocation.getOrDefault(invocation, Set.of()))));
    }

    @Override
    public Optional<String> invocationOf(long pid) {
        return Optional.of(ProcessTable.environmentMark(pid)).filter(mark -> !mark.isEmpty());
    }

    @Override
    public Optional<UserEntry> user(String nameOrId) {
        return Users.user(nameOrId);
    }

    @Override
    public int niceness() {
        return ProcStat.read(ProcessHandle.current().pid())
                .map(ProcStat::niceness)
                .orElse(0);
    }

    @Override
    public OptionalLong group(String nameOrId) {
        return Users.group(nameOrId);
    }

    /** Stops looking; the processes stay. */
    @Override
    public void close() {
        closed = true;
        reader.shutdown();
    }
}
