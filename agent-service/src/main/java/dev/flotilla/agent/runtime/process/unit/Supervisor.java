package dev.flotilla.agent.runtime.process.unit;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.ShownUnits;
import dev.flotilla.agent.runtime.StateListener;
import dev.flotilla.agent.runtime.Subscription;
import dev.flotilla.agent.runtime.UnitToLoad;
import dev.flotilla.agent.runtime.process.definition.UnitDefinition;
import dev.flotilla.agent.runtime.process.definition.UnitReader;
import dev.flotilla.agent.runtime.process.host.Host;
import dev.flotilla.agent.runtime.process.job.HostUnits;
import dev.flotilla.agent.runtime.process.job.JobKind;
import dev.flotilla.agent.runtime.process.job.Jobs;
import dev.flotilla.agent.runtime.process.job.UnitGraph;
import dev.flotilla.agent.runtime.process.log.UnitLogs;
import dev.flotilla.model.command.Specifiers;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The units of a machine. All calls but {@link #list} and {@link #subscribe} are made on one thread, the host's.
 */
public final class Supervisor {
    private final Settings settings;
    private final UnitGraph graph = new UnitGraph();
    private final Jobs jobs;
    private final UnitEnvironment environment;
    private final Map<UnitName, Unit> units = new HashMap<>();
    private final Map<UnitName, CompletableFuture<Void>> leaving = new HashMap<>();
    private final ShownUnits shown = new ShownUnits();
    private final List<StateListener> listeners = new CopyOnWriteArrayList<>();
    private boolean closed;

    /**
     * @param specifiers what a unit's specifiers stand for
     * @param notifyAddress where services send their notifications
     * @param agentEnvironment for {@code PassEnvironment=}
     * @param invocations new, unique invocation ids
     */
    public record Settings(
            Host host,
            UnitLogs logs,
            UnitStore store,
            UnitReader reader,
            Function<UnitName, Specifiers> specifiers,
            HostUnits hostUnits,
            MachineIdentity machine,
            String bootId,
            String notifyAddress,
            Map<String, String> agentEnvironment,
            Supplier<String> invocations) {
        public Settings {
            agentEnvironment = Map.copyOf(agentEnvironment);
        }
    }

    public Supervisor(Settings settings) {
        this.settings = settings;
        this.jobs = new Jobs(graph, settings.hostUnits());
        this.environment = new UnitEnvironment(
                settings.host(),
                jobs,
                settings.logs(),
                settings.store(),
                settings.machine(),
                settings.bootId(),
                settings.notifyAddress(),
                settings.agentEnvironment(),
                settings.invocations(),
                this::show);
    }

    /** Takes over what an earlier agent left behind. */
    public void adopt() {
        settings.store().units().forEach((name, file) -> put(new UnitToLoad(name, file)));
        // All are known before the first one can pull others along.
        List.copyOf(units.values()).forEach(unit -> {
            unit.adopt();
            unit.publish();
        });
    }

    private UnitDefinition define(UnitToLoad unit) {
        return settings.reader()
                .read(unit.name(), unit.file(), settings.specifiers().apply(unit.name()));
    }

    public CompletableFuture<Void> load(List<UnitToLoad> batch) {
        var waiting = new ArrayList<CompletableFuture<Void>>();
        for (UnitToLoad unit : batch) {
            waiting.add(afterLeaving(unit.name(), () -> {
                load(unit);
                return CompletableFuture.completedFuture(null);
            }));
        }
        return CompletableFuture.allOf(waiting.toArray(CompletableFuture<?>[]::new));
    }

    private void load(UnitToLoad unit) {
        Unit known = units.get(unit.name());
        if (known == null) {
            settings.store().save(unit.name(), unit.file());
            put(unit);
        } else if (!known.hash().equals(unit.file().hash())) {
            known.redefine(define(unit), unit.file());
            graph.put(known);
        }
        Optional.ofNullable(units.get(unit.name())).ifPresent(Unit::publish);
    }

    private void put(UnitToLoad unit) {
        UnitDefinition definition = define(unit);
        Unit created = definition.service().isPresent()
                ? new ServiceUnit(environment, definition, unit.file().hash())
                : new TargetUnit(environment, definition, unit.file().hash());
        units.put(unit.name(), created);
        graph.put(created);
    }

    public CompletableFuture<Void> unload(Collection<UnitName> names) {
        return CompletableFuture.allOf(names.stream().map(this::unload).toArray(CompletableFuture<?>[]::new))
                .thenRun(settings.logs()::prune);
    }

    private CompletableFuture<Void> unload(UnitName name) {
        Unit unit = units.get(name);
        if (unit == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> already = leaving.get(name);
        if (already != null) {
            return already;
        }
        var gone = new CompletableFuture<Void>();
        leaving.put(name, gone);
        stopAndRemove(unit, gone);
        return gone;
    }

    /** Another unit's job may start it again while it stops, so it is looked at again afterwards. */
    private void stopAndRemove(Unit unit, CompletableFuture<Void> gone) {
        if (unit.activity().isDown()) {
            // Whatever was about to start it is canceled with it.
            jobs.submit(JobKind.STOP, unit, true);
            remove(unit.name(), gone);
            return;
        }
        jobs.submit(JobKind.STOP, unit, true)
                .whenComplete((result, error) -> settings.host().after(Duration.ZERO, () -> {
                    if (!closed) {
                        stopAndRemove(unit, gone);
                    }
                }));
    }

    private void remove(UnitName name, CompletableFuture<Void> gone) {
        units.remove(name);
        graph.remove(name);
        settings.store().remove(name);
        settings.logs().forget(FileKey.of(name));
        leaving.remove(name);
        if (shown.remove(name)) {
            listeners.forEach(listener -> listener.removed(name));
        }
        gone.complete(null);
    }

    /** Starts, stops or restarts a unit; one that is being unloaded is waited for first. */
    public CompletableFuture<JobResult> submit(JobKind kind, UnitName name) {
        return afterLeaving(name, () -> {
            Unit unit = units.get(name);
            return unit == null
                    ? CompletableFuture.failedFuture(notFound(name).asException())
                    : jobs.submit(kind, unit, true);
        });
    }

    private <T> CompletableFuture<T> afterLeaving(UnitName name, Supplier<CompletableFuture<T>> action) {
        CompletableFuture<Void> gone = leaving.get(name);
        return gone == null ? action.get() : gone.thenCompose(nothing -> action.get());
    }

    public static FlotillaError.NotFound notFound(UnitName name) {
        return new FlotillaError.NotFound("Unit " + name + " not found.");
    }

    /** A service has said something, see sd_notify(3). */
    public void notified(long pid, String message) {
        Optional<String> invocation = settings.host().invocationOf(pid);
        units.values().stream()
                .filter(ServiceUnit.class::isInstance)
                .map(ServiceUnit.class::cast)
                .filter(unit -> unit.owns(pid, invocation))
                .findFirst()
                .ifPresent(unit -> unit.notified(pid, assignments(message)));
    }

    private static Map<String, String> assignments(String message) {
        var result = new HashMap<String, String>();
        message.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                result.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return result;
    }

    private void show(RuntimeUnit unit) {
        if (units.containsKey(unit.name()) && shown.put(unit)) {
            listeners.forEach(listener -> listener.changed(unit));
        }
    }

    /** A unit as it is now, with what is not in a {@link RuntimeUnit}. */
    public Optional<Unit> find(UnitName name) {
        return Optional.ofNullable(units.get(name));
    }

    /** From any thread. */
    public Map<UnitName, RuntimeUnit> list() {
        return shown.all();
    }

    /** From any thread. */
    public Subscription subscribe(StateListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Lets go of everything; the processes stay. */
    public void close() {
        closed = true;
        listeners.clear();
        var because = new FlotillaError.Unavailable("the runtime is closed").asException();
        jobs.abandon(because);
        leaving.values().forEach(gone -> gone.completeExceptionally(because));
        settings.logs().written(Optional.empty());
    }
}
