package dev.flotilla.agent.runtime.process;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.LogQuery;
import dev.flotilla.agent.runtime.LogSink;
import dev.flotilla.agent.runtime.Runtime;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.StateListener;
import dev.flotilla.agent.runtime.StatusText;
import dev.flotilla.agent.runtime.Subscription;
import dev.flotilla.agent.runtime.UnitToLoad;
import dev.flotilla.agent.runtime.process.definition.UnitReader;
import dev.flotilla.agent.runtime.process.job.JobKind;
import dev.flotilla.agent.runtime.process.linux.Inotify;
import dev.flotilla.agent.runtime.process.linux.Linux;
import dev.flotilla.agent.runtime.process.linux.LinuxHost;
import dev.flotilla.agent.runtime.process.linux.NotifySocket;
import dev.flotilla.agent.runtime.process.linux.Reactor;
import dev.flotilla.agent.runtime.process.log.UnitLogs;
import dev.flotilla.agent.runtime.process.unit.FileKey;
import dev.flotilla.agent.runtime.process.unit.Supervisor;
import dev.flotilla.agent.runtime.process.unit.Unit;
import dev.flotilla.agent.runtime.process.unit.UnitStore;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.UnitName;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Runs units as processes of its own, without systemd. Everything happens on one thread, which sleeps when nothing does;
 * processes outlive the agent and are adopted by the next one.
 */
public final class ProcessRuntime implements Runtime {
    /** How long written output may wait to be taken into the log, so that a busy writer does not keep the agent busy. */
    private static final Duration LOG_REST = Duration.ofMillis(20);

    /** systemd's for services. */
    private static final int DEFAULT_UMASK = 022;

    private final Reactor reactor;
    private final LinuxHost host;
    private final Supervisor supervisor;
    private final UnitLogs logs;
    private final DirectoryLock lock;
    private final MachineFacts facts;
    private final Path runDirectory;
    private Optional<Inotify> inotify = Optional.empty();
    private Optional<NotifySocket> notifySocket = Optional.empty();
    private volatile boolean closed;

    /** As {@link #open(ProcessRuntimeSettings, Clock)} with the machine's clock. */
    public static ProcessRuntime open(ProcessRuntimeSettings settings) {
        return open(settings, Clock.systemUTC());
    }

    /**
     * Takes over the units of the directory and whatever of them still runs.
     *
     * @throws dev.flotilla.model.error.FlotillaException when another agent uses the directory
     */
    public static ProcessRuntime open(ProcessRuntimeSettings settings, Clock clock) {
        Linux.check();
        DirectoryLock lock = DirectoryLock.of(settings.directory());
        var reactor = new Reactor("flotilla-units");
        try {
            var runtime = new ProcessRuntime(settings, clock, lock, reactor);
            runtime.call(() -> {
                        runtime.begin(settings);
                        return CompletableFuture.completedFuture(true);
                    })
                    .join();
            return runtime;
        } catch (RuntimeException e) {
            reactor.close();
            lock.close();
            throw e;
        }
    }

    private ProcessRuntime(ProcessRuntimeSettings settings, Clock clock, DirectoryLock lock, Reactor reactor) {
        this.reactor = reactor;
        this.lock = lock;
        this.runDirectory = PrivateDirectory.of(settings.runDirectory());
        this.host = new LinuxHost(reactor, clock);
        this.logs = new UnitLogs(settings.directory(), runDirectory, settings.mostLogBytes(), clock);
        this.facts = MachineFacts.read(settings.machine().id(), host, settings.environment());
        this.supervisor = new Supervisor(new Supervisor.Settings(
                host,
                logs,
                new UnitStore(runDirectory),
                new UnitReader(facts.capabilities()),
                facts::specifiers,
                new MachineUnits(settings.dockerSocket()),
                settings.machine(),
                facts.bootId(),
                "@" + socketName(settings.directory()),
                settings.environment(),
                () -> UUID.randomUUID().toString().replace("-", "")));
    }

    /** One for each directory, and the same after a restart: services that run keep the name. */
    private static String socketName(Path directory) {
        return "flotilla/" + UUID.nameUUIDFromBytes(directory.toString().getBytes(StandardCharsets.UTF_8)) + "/notify";
    }

    private void begin(ProcessRuntimeSettings settings) {
        Linux.umask(DEFAULT_UMASK);
        notifySocket = Optional.of(new NotifySocket(reactor, socketName(settings.directory()), supervisor::notified));
        inotify = Optional.of(new Inotify(reactor, logs.spoolDirectory(), LOG_REST, logs::written));
        supervisor.adopt();
    }

    @Override
    public CompletableFuture<Void> load(List<UnitToLoad> batch) {
        List<UnitToLoad> copy = List.copyOf(batch);
        return call(() -> supervisor.load(copy));
    }

    @Override
    public CompletableFuture<Void> unload(Collection<UnitName> names) {
        List<UnitName> copy = List.copyOf(names);
        return call(() -> supervisor.unload(copy));
    }

    @Override
    public CompletableFuture<JobResult> start(UnitName name) {
        return call(() -> supervisor.submit(JobKind.START, name));
    }

    @Override
    public CompletableFuture<JobResult> stop(UnitName name) {
        return call(() -> supervisor.submit(JobKind.STOP, name));
    }

    @Override
    public CompletableFuture<JobResult> restart(UnitName name) {
        return call(() -> supervisor.submit(JobKind.RESTART, name));
    }

    @Override
    public Map<UnitName, RuntimeUnit> list() {
        return supervisor.list();
    }

    @Override
    public Subscription subscribe(StateListener listener) {
        return supervisor.subscribe(listener);
    }

    @Override
    public Subscription logs(UnitName name, LogQuery query, LogSink sink) {
        if (closed) {
            sink.end(Optional.of(unavailable()));
            return () -> {};
        }
        if (!supervisor.list().containsKey(name) && !logs.has(FileKey.of(name))) {
            sink.end(Optional.of(Supervisor.notFound(name)));
            return () -> {};
        }
        return logs.read(FileKey.of(name), query, sink, reactor);
    }

    @Override
    public CompletableFuture<StatusText> statusText(UnitName name, int lines) {
        return call(() -> CompletableFuture.completedFuture(supervisor
                .find(name)
                .map(unit -> page(unit, lines))
                .orElseGet(() -> new StatusText("Unit " + name + " could not be found.\n", StatusText.NO_SUCH_UNIT))));
    }

    private StatusText page(Unit unit, int lines) {
        RuntimeUnit shown = unit.snapshot();
        String key = FileKey.of(shown.name());
        return new StatusPage(facts.hostName(), ZoneId.systemDefault())
                .of(
                        shown,
                        unit.description(),
                        runDirectory.resolve("units").resolve(key),
                        unit.mainCommand(),
                        lines > 0 ? logs.last(key, lines) : List.of(),
                        host.now());
    }

    /** Does something on the supervisor's thread. */
    private <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> action) {
        if (closed) {
            return CompletableFuture.failedFuture(unavailable().asException());
        }
        var result = new CompletableFuture<T>();
        reactor.execute(() -> {
            try {
                action.get().whenComplete((value, error) -> {
                    if (error == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(
                                error instanceof CompletionException ce && ce.getCause() != null
                                        ? ce.getCause()
                                        : error);
                    }
                });
            } catch (UncheckedIOException e) {
                var words = "a file cannot be written: " + e.getCause();
                result.completeExceptionally(new FlotillaError.Unavailable(words).asException());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static FlotillaError.Unavailable unavailable() {
        return new FlotillaError.Unavailable("the runtime is closed");
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        CompletableFuture<Boolean> done = call(() -> {
            supervisor.close();
            inotify.ifPresent(Inotify::close);
            notifySocket.ifPresent(NotifySocket::close);
            host.close();
            return CompletableFuture.completedFuture(true);
        });
        closed = true;
        done.join();
        reactor.close();
        logs.close();
        lock.close();
    }
}
