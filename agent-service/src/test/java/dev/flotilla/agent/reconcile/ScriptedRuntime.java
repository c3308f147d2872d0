package dev.flotilla.agent.reconcile;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.LogQuery;
import dev.flotilla.agent.runtime.LogSink;
import dev.flotilla.agent.runtime.Runtime;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.StateListener;
import dev.flotilla.agent.runtime.StatusText;
import dev.flotilla.agent.runtime.Subscription;
import dev.flotilla.agent.runtime.UnitStatus;
import dev.flotilla.agent.runtime.UnitToLoad;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * A runtime of records in memory. Jobs are done at once, or, when held, when the test says so; a unit's jobs fail while
 * it is told to fail. It writes down what it was asked, for example {@code start a.service}.
 */
public final class ScriptedRuntime implements Runtime {
    public static final Instant SINCE = Instant.ofEpochSecond(1_700_000_000);

    private final Map<UnitName, RuntimeUnit> units = new TreeMap<>();
    private final Map<UnitName, UnitHash> runningContent = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Job> held = new ArrayList<>();
    private final Set<UnitName> unreachable = new HashSet<>();
    private final Set<UnitName> broken = new HashSet<>();
    private final List<StateListener> listeners = new CopyOnWriteArrayList<>();
    private boolean holding;
    private long processes;
    private boolean machineStops;
    private boolean machineCannotBeAsked;

    /** A job that waits for the test's word. */
    public record Job(String words, Runnable run) {}

    public synchronized void hold(boolean on) {
        holding = on;
    }

    /** The jobs that wait; each is done when run. */
    public synchronized List<Job> takeHeld() {
        List<Job> jobs = List.copyOf(held);
        held.clear();
        return jobs;
    }

    /** What was asked since the last time. */
    public synchronized List<String> takeAsked() {
        List<String> words = List.copyOf(asked);
        asked.clear();
        return words;
    }

    /** Calls for it fail with unavailable. */
    public synchronized void unreachable(UnitName name, boolean on) {
        if (on) {
            unreachable.add(name);
        } else {
            unreachable.remove(name);
        }
    }

    /** It fails when started. */
    public synchronized void broken(UnitName name) {
        broken.add(name);
    }

    /** As if it had been there before the agent. */
    public synchronized void has(UnitName name, UnitFile file, String active) {
        units.put(name, new RuntimeUnit(name, file.hash(), status(active)));
        if (active.equals("active")) {
            runningContent.put(name, file.hash());
        }
    }

    /** It changes by itself. */
    public void becomes(UnitName name, String active) {
        RuntimeUnit changed;
        synchronized (this) {
            changed = new RuntimeUnit(name, units.get(name).hash(), status(active));
            units.put(name, changed);
            if (!active.equals("active")) {
                runningContent.remove(name);
            }
        }
        listeners.forEach(listener -> listener.changed(changed));
    }

    /** The content a running unit was started with. */
    public synchronized Optional<UnitHash> running(UnitName name) {
        return Optional.ofNullable(runningContent.get(name));
    }

    @Override
    public CompletableFuture<Void> load(List<UnitToLoad> batch) {
        String names =
                String.join(" ", batch.stream().map(unit -> unit.name().value()).toList());
        return job("load " + names, () -> {
            for (UnitToLoad unit : batch) {
                if (!unreachable.contains(unit.name())) {
                    RuntimeUnit known = units.get(unit.name());
                    UnitStatus status = known == null ? status("inactive") : known.status();
                    units.put(
                            unit.name(),
                            new RuntimeUnit(unit.name(), unit.file().hash(), status));
                }
            }
            return null;
        });
    }

    @Override
    public CompletableFuture<Void> unload(Collection<UnitName> names) {
        List<UnitName> all = List.copyOf(names);
        String words = String.join(" ", all.stream().map(UnitName::value).toList());
        return job("unload " + words, () -> {
            all.forEach(units::remove);
            all.forEach(runningContent::remove);
            return null;
        });
    }

    @Override
    public CompletableFuture<JobResult> start(UnitName name) {
        return reachable(name, "start", () -> up(name));
    }

    @Override
    public CompletableFuture<JobResult> stop(UnitName name) {
        return reachable(name, "stop", () -> {
            down(name);
            return JobResult.done();
        });
    }

    @Override
    public CompletableFuture<JobResult> restart(UnitName name) {
        return reachable(name, "restart", () -> {
            down(name);
            return up(name);
        });
    }

    private JobResult up(UnitName name) {
        RuntimeUnit unit = units.get(name);
        if (unit == null) {
            throw new FlotillaError.NotFound(name + " is not loaded").asException();
        }
        if (broken.contains(name)) {
            units.put(name, new RuntimeUnit(name, unit.hash(), status("failed")));
            return new JobResult(JobResult.Outcome.FAILED, "exit status 1");
        }
        if (!unit.status().isActive()) {
            runningContent.put(name, unit.hash());
            units.put(name, new RuntimeUnit(name, unit.hash(), status("active")));
        }
        return JobResult.done();
    }

    private void down(UnitName name) {
        RuntimeUnit unit = units.get(name);
        if (unit != null) {
            units.put(name, new RuntimeUnit(name, unit.hash(), status("inactive")));
            runningContent.remove(name);
        }
    }

    private CompletableFuture<JobResult> reachable(UnitName name, String verb, Supplier<JobResult> job) {
        return job(verb + " " + name, () -> {
            if (unreachable.contains(name)) {
                throw new FlotillaError.Unavailable("the runtime cannot be reached").asException();
            }
            return job.get();
        });
    }

    private synchronized <T> CompletableFuture<T> job(String words, Supplier<T> work) {
        asked.add(words);
        CompletableFuture<T> done = new CompletableFuture<>();
        Runnable run = () -> {
            try {
                T result;
                synchronized (this) {
                    result = work.get();
                }
                done.complete(result);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        };
        if (holding) {
            held.add(new Job(words, run));
        } else {
            run.run();
        }
        return done;
    }

    /** Each run of a unit has a process of its own. */
    private UnitStatus status(String active) {
        String sub =
                switch (active) {
                    case "active" -> "running";
                    case "failed" -> "failed";
                    default -> "dead";
                };
        OptionalLong process = active.equals("active") ? OptionalLong.of(++processes) : OptionalLong.empty();
        return new UnitStatus("loaded", active, sub, SINCE, "", process);
    }

    @Override
    public synchronized Map<UnitName, RuntimeUnit> list() {
        return Map.copyOf(units);
    }

    @Override
    public Subscription subscribe(StateListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public Subscription logs(UnitName name, LogQuery query, LogSink sink) {
        sink.end(Optional.empty());
        return () -> {};
    }

    @Override
    public CompletableFuture<StatusText> statusText(UnitName name, int lines) {
        return CompletableFuture.completedFuture(new StatusText(name + "\n", StatusText.ACTIVE));
    }

    /** The machine is being shut down; whoever listens is told that it may be. */
    public void machineStops(boolean on) {
        synchronized (this) {
            machineStops = on;
        }
        listeners.forEach(StateListener::machineStops);
    }

    /** Whether the machine stops is not to be known. */
    public synchronized void machineCannotBeAsked() {
        machineCannotBeAsked = true;
    }

    @Override
    public synchronized CompletableFuture<Boolean> machineStops() {
        return machineCannotBeAsked
                ? CompletableFuture.failedFuture(new FlotillaError.Unavailable("no bus").asException())
                : CompletableFuture.completedFuture(machineStops);
    }

    @Override
    public void close() {}
}
