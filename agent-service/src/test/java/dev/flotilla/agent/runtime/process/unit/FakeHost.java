package dev.flotilla.agent.runtime.process.unit;

import dev.flotilla.agent.runtime.process.host.ExitStatus;
import dev.flotilla.agent.runtime.process.host.Host;
import dev.flotilla.agent.runtime.process.host.ProcessId;
import dev.flotilla.agent.runtime.process.host.Spawn;
import dev.flotilla.agent.runtime.process.host.SpawnException;
import dev.flotilla.agent.runtime.process.host.UserEntry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A machine that does nothing by itself: time passes and processes end when the test says so. */
final class FakeHost implements Host {
    private final Queue<Runnable> callbacks = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparing(Alarm::at).thenComparing(Alarm::order));
    private final Map<Long, FakeProcess> processes = new LinkedHashMap<>();
    private final Map<String, UserEntry> users = new HashMap<>();
    private final List<String> signals = new ArrayList<>();
    private final List<Spawn> spawned = new ArrayList<>();
    private final Set<ProcessId> others = new HashSet<>();
    private final Set<ProcessId> unmarked = new HashSet<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long nextPid = 100;
    private long order;

    private record Alarm(Instant at, long order, Runnable action) {}

    /** A process and who waits for its end. */
    static final class FakeProcess {
        private final ProcessId id;
        private final String invocation;
        private final long parent;
        private final List<Consumer<ExitStatus>> waiting = new ArrayList<>();

        FakeProcess(ProcessId id, String invocation, long parent) {
            this.id = id;
            this.invocation = invocation;
            this.parent = parent;
        }
    }

    // ---- what the test does

    /** Lets everything happen that is due. */
    void run() {
        for (Runnable next = callbacks.poll(); next != null; next = callbacks.poll()) {
            next.run();
        }
    }

    void pass(Duration time) {
        Instant end = now.plus(time);
        run();
        while (!alarms.isEmpty() && !alarms.peek().at().isAfter(end)) {
            Alarm alarm = alarms.remove();
            now = alarm.at();
            alarm.action().run();
            run();
        }
        now = end;
    }

    void ends(ProcessId id, ExitStatus status) {
        FakeProcess process = processes.remove(id.pid());
        process.waiting.forEach(listener -> callbacks.add(() -> listener.accept(status)));
        run();
    }

    /** A process has a child of its own. */
    ProcessId forks(ProcessId parent) {
        FakeProcess process = processes.get(parent.pid());
        return add(process.invocation, parent.pid());
    }

    /** The machine's processes, oldest first. */
    List<ProcessId> living() {
        return processes.values().stream().map(process -> process.id).toList();
    }

    /** What was sent, for example {@code 15 to 100}. */
    List<String> signals() {
        return signals;
    }

    List<Spawn> spawned() {
        return spawned;
    }

    /** It is another user's now. */
    void becomesAnothers(ProcessId process) {
        others.add(process);
    }

    /** It has overwritten its environment. */
    void hidesItsMark(ProcessId process) {
        unmarked.add(process);
    }

    void addUser(UserEntry user) {
        users.put(user.name(), user);
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    private ProcessId add(String invocation, long parent) {
        var id = new ProcessId(nextPid++, now.toEpochMilli());
        processes.put(id.pid(), new FakeProcess(id, invocation, parent));
        return id;
    }

    // ---- what the supervisor does

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Timer after(Duration delay, Runnable action) {
        var alarm = new Alarm(now.plus(delay), order++, action);
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    }

    @Override
    public ProcessId spawn(Spawn what) throws SpawnException {
        if (what.program().startsWith("/nonexistent")) {
            throw new SpawnException(203, "Failed to execute " + what.program() + ": No such file or directory");
        }
        spawned.add(what);
        return add(what.environment().getOrDefault("INVOCATION_ID", ""), 1);
    }

    @Override
    public Optional<ProcessId> identify(long pid) {
        return Optional.ofNullable(processes.get(pid)).map(process -> process.id);
    }

    @Override
    public void onExit(ProcessId id, Consumer<ExitStatus> ended) {
        FakeProcess process = processes.get(id.pid());
        if (process == null || !process.id.equals(id)) {
            callbacks.add(() -> ended.accept(ExitStatus.unknown()));
        } else {
            process.waiting.add(ended);
        }
    }

    @Override
    public Optional<String> signal(ProcessId id, int signal) {
        if (others.contains(id)) {
            return Optional.of("Operation not permitted");
        }
        if (identify(id.pid()).filter(id::equals).isPresent()) {
            signals.add(signal + " to " + id.pid());
        }
        return Optional.empty();
    }

    @Override
    public void members(String invocation, Consumer<Set<Member>> found) {
        callbacks.add(() -> found.accept(processes.values().stream()
                .filter(process -> process.invocation.equals(invocation))
                .map(process -> new Member(process.id, process.parent))
                .collect(Collectors.toSet())));
    }

    @Override
    public Optional<String> invocationOf(long pid) {
        return Optional.ofNullable(processes.get(pid))
                .filter(process -> !unmarked.contains(process.id))
                .map(process -> process.invocation);
    }

    @Override
    public Optional<UserEntry> user(String nameOrId) {
        return Optional.ofNullable(users.get(nameOrId));
    }

    @Override
    public OptionalLong group(String nameOrId) {
        return nameOrId.equals("staff") ? OptionalLong.of(50) : OptionalLong.empty();
    }

    @Override
    public int niceness() {
        return 2;
    }
}
