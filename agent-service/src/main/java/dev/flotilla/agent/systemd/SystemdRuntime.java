package dev.flotilla.agent.systemd;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.LogQuery;
import dev.flotilla.agent.runtime.LogSink;
import dev.flotilla.agent.runtime.Runtime;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.StateListener;
import dev.flotilla.agent.runtime.StatusText;
import dev.flotilla.agent.runtime.Subscription;
import dev.flotilla.agent.runtime.UnitToLoad;
import dev.flotilla.agent.systemd.journal.Journal;
import dev.flotilla.agent.systemd.journal.StatusCommand;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs units through the machine's systemd. Our part is what its unit files are and which jobs are asked for; everything
 * else is systemd's, so units outlive the agent and do whatever systemd lets them. One thread keeps the books, nothing
 * on it waits.
 */
public final class SystemdRuntime implements Runtime {
    private static final Logger LOG = LoggerFactory.getLogger(SystemdRuntime.class);
    /** Active or about to be from the moment on at which the machine is told to shut down. */
    private static final String SHUTDOWN = "shutdown.target";

    private final Systemd systemd;
    private final UnitDirectory files;
    private final UnitTable table = new UnitTable();
    private final Journal journal;
    private final StatusCommand statusCommand;
    private final ScheduledExecutorService loop;
    private final UnitWatch watch;
    private final UnitJobs jobs;
    private final FileRounds rounds;
    private final Turns turns;
    private volatile boolean closed;

    /**
     * Takes over the units of the directory.
     *
     * @param systemd not opened yet; closed with the runtime
     * @throws FlotillaException when systemd cannot be reached, or the directory cannot be used
     */
    public static SystemdRuntime open(SystemdRuntimeSettings settings, Systemd systemd) {
        SystemdRuntime runtime;
        try {
            runtime = new SystemdRuntime(settings, systemd);
        } catch (IOException e) {
            throw new FlotillaError.Unavailable("the directory of unit files cannot be used: " + e).asException();
        }
        try {
            runtime.begin(settings);
            return runtime;
        } catch (RuntimeException e) {
            runtime.close();
            throw Failures.unwrapped(e) instanceof RuntimeException cause ? cause : e;
        }
    }

    private SystemdRuntime(SystemdRuntimeSettings settings, Systemd systemd) throws IOException {
        this.systemd = systemd;
        this.files = new UnitDirectory(settings.units());
        this.journal = new Journal(settings.journalctl());
        this.statusCommand = new StatusCommand(settings.systemctl());
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "flotilla-systemd");
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
        this.loop = thread;
        this.watch = new UnitWatch(systemd, table, loop);
        this.jobs = new UnitJobs(systemd, watch, loop);
        this.rounds = new FileRounds(systemd, files, table, watch, loop, jobs::stopping);
        this.turns = new Turns(table, loop);
    }

    private void begin(SystemdRuntimeSettings settings) {
        systemd.open(new Signals());
        Map<UnitName, UnitDirectory.Stored> stored;
        try {
            stored = files.read();
        } catch (IOException e) {
            throw new FlotillaError.Unavailable("the directory of unit files cannot be read: " + e).asException();
        }
        call(() -> new Adoption(systemd, table, watch, rounds, loop).adopt(stored))
                .join();
        long every = settings.resync().toMillis();
        loop.scheduleWithFixedDelay(this::resync, every, every, TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletableFuture<Void> load(List<UnitToLoad> batch) {
        List<UnitToLoad> copy = List.copyOf(batch);
        return call(() -> CompletableFuture.allOf(copy.stream()
                .map(unit -> {
                    TrackedUnit tracked = table.find(unit.name()).orElseGet(() -> track(unit));
                    return turns.take(tracked, () -> rounds.load(tracked, unit.file()));
                })
                .toArray(CompletableFuture<?>[]::new)));
    }

    private TrackedUnit track(UnitToLoad unit) {
        TrackedUnit tracked = new TrackedUnit(unit.name(), unit.file().hash(), java.time.Instant.now());
        table.add(tracked);
        return tracked;
    }

    @Override
    public CompletableFuture<Void> unload(Collection<UnitName> names) {
        List<UnitName> copy = List.copyOf(names);
        return call(() -> CompletableFuture.allOf(copy.stream()
                .flatMap(name -> table.find(name).stream())
                .map(unit -> turns.take(
                        unit, () -> jobs.stopForGood(unit).thenComposeAsync(nothing -> rounds.forget(unit), loop)))
                .toArray(CompletableFuture<?>[]::new)));
    }

    @Override
    public CompletableFuture<JobResult> start(UnitName name) {
        return job(JobVerb.START, name);
    }

    @Override
    public CompletableFuture<JobResult> stop(UnitName name) {
        return job(JobVerb.STOP, name);
    }

    @Override
    public CompletableFuture<JobResult> restart(UnitName name) {
        return job(JobVerb.RESTART, name);
    }

    private CompletableFuture<JobResult> job(JobVerb verb, UnitName name) {
        return call(() -> {
            Optional<TrackedUnit> unit = table.find(name);
            if (unit.isEmpty()) {
                return CompletableFuture.failedFuture(notFound(name).asException());
            }
            CompletableFuture<JobResult> result = new CompletableFuture<>();
            // Its turn is over when the job is enqueued: a stop overtakes a start that does not end.
            CompletableFuture<?> unused = turns.take(unit.get(), () -> jobs.enqueue(verb, unit.get(), result))
                    .whenComplete((nothing, failure) -> {
                        if (failure != null) {
                            result.completeExceptionally(Failures.unwrapped(failure));
                        }
                    });
            return result;
        });
    }

    @Override
    public Map<UnitName, RuntimeUnit> list() {
        return table.list();
    }

    @Override
    public Subscription subscribe(StateListener listener) {
        return table.subscribe(listener);
    }

    @Override
    public Subscription logs(UnitName name, LogQuery query, LogSink sink) {
        if (closed) {
            sink.end(Optional.of(unavailable()));
            return () -> {};
        }
        return journal.read(name, query, table.has(name), sink);
    }

    @Override
    public CompletableFuture<StatusText> statusText(UnitName name, int lines) {
        return closed
                ? CompletableFuture.failedFuture(unavailable().asException())
                : statusCommand.of(name, lines, Optional.ofNullable(table.list().get(name)));
    }

    @Override
    public CompletableFuture<Boolean> machineStops() {
        return closed
                ? CompletableFuture.failedFuture(unavailable().asException())
                : systemd.systemState().thenApply("stopping"::equals);
    }

    @Override
    public void close() {
        closed = true;
        journal.close();
        systemd.close();
        loop.shutdownNow();
    }

    private void resync() {
        resync(unit -> true);
    }

    /** @param linked which of those that systemd does not find are linked again */
    private void resync(Predicate<TrackedUnit> linked) {
        CompletableFuture<?> unused = watch.resync()
                .thenAcceptAsync(
                        missing -> relink(missing.stream().filter(linked).toList()), loop)
                .exceptionally(failure -> {
                    LOG.debug("cannot ask for all states: {}", failure.toString());
                    return null;
                });
    }

    /** Somebody took our links away; what systemd does not find it cannot start. */
    private void relink(List<TrackedUnit> missing) {
        missing.forEach(unit -> {
            LOG.warn("systemd does not find {} any more: linking it again", unit.name());
            CompletableFuture<?> unused = turns.take(unit, () -> rounds.relink(unit));
        });
        table.all().stream()
                .filter(unit -> unit.isHalfDone() && !missing.contains(unit))
                .forEach(this::finish);
    }

    /** What a failure left half done is brought to its end, if that is still so when it has its turn. */
    private void finish(TrackedUnit unit) {
        CompletableFuture<?> unused = turns.take(
                unit, () -> unit.isHalfDone() ? rounds.relink(unit) : CompletableFuture.<Void>completedFuture(null));
    }

    /** Does something on the thread that keeps the books. */
    private <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (closed) {
            result.completeExceptionally(unavailable().asException());
            return result;
        }
        try {
            loop.execute(() -> {
                try {
                    CompletableFuture<?> unused = action.get().whenComplete((value, failure) -> {
                        if (failure == null) {
                            result.complete(value);
                        } else {
                            result.completeExceptionally(Failures.unwrapped(failure));
                        }
                    });
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(unavailable().asException());
        }
        return result;
    }

    private static FlotillaError.Unavailable unavailable() {
        return new FlotillaError.Unavailable("the runtime is closed");
    }

    private static FlotillaError.NotFound notFound(UnitName name) {
        return new FlotillaError.NotFound("unit " + name + " is not loaded");
    }

    /** Brings systemd's signals to the thread that keeps the books, in their order. */
    private final class Signals implements SystemdListener {
        @Override
        public boolean watches(String unit) {
            return table.find(unit).isPresent() || unit.equals(SHUTDOWN);
        }

        @Override
        public void changed(UnitChange change) {
            if (change.unit().equals(SHUTDOWN)) {
                shutdownTarget(change);
            } else {
                execute(() -> watch.changed(change));
            }
        }

        private void shutdownTarget(UnitChange change) {
            if (change.hasJob() || change.active().equals("active")) {
                execute(() -> table.tell(StateListener::machineStops));
            }
        }

        @Override
        public void jobOver(long job, String result) {
            execute(() -> jobs.over(job, result));
        }

        /** An attempt to link reloads, too: what systemd refused must not be tried again for that. */
        @Override
        public void reloaded() {
            execute(() -> resync(unit -> !unit.isRejected()));
        }

        @Override
        public void reconnected() {
            LOG.info("systemd is reached again");
            execute(() -> {
                jobs.recover();
                resync();
            });
        }

        @Override
        public void lost(String reason) {
            LOG.warn("systemd cannot be reached: {}. Units run on; trying again", reason);
        }

        private void execute(Runnable task) {
            try {
                loop.execute(task);
            } catch (RejectedExecutionException e) {
                LOG.debug("closed meanwhile");
            }
        }
    }
}
