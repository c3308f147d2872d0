package dev.flotilla.simulation.runtime;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.LogQuery;
import dev.flotilla.agent.runtime.LogSink;
import dev.flotilla.agent.runtime.Runtime;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.StateListener;
import dev.flotilla.agent.runtime.StatusText;
import dev.flotilla.agent.runtime.Subscription;
import dev.flotilla.agent.runtime.UnitToLoad;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.time.Life;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * systemd as an agent meets it, without processes: jobs take time, fail, hang and cancel each other, services end and
 * come back. It lives as long as the machine is up; agents come and go.
 */
public final class SimRuntime implements Runtime {
    private final Life life;
    private final RandomGenerator random;
    private final RuntimeWitness witness;
    private final Breakage breakage;
    private final TreeMap<UnitName, SimUnit> units = new TreeMap<>();
    private final List<StateListener> listeners = new ArrayList<>();
    private boolean unreachable;
    private long changedAt;
    private int agents;

    /** @param breakage may concern what units are stopped and unloaded */
    public SimRuntime(Life life, RandomGenerator random, RuntimeWitness witness, Breakage breakage) {
        this.breakage = breakage;
        this.life = life;
        this.changedAt = life.nanoTime();
        this.random = random;
        this.witness = witness;
    }

    /** Calls fail: the bus is gone. What runs goes on. */
    public void setUnreachable(boolean isUnreachable) {
        unreachable = isUnreachable;
        changedAt = life.nanoTime();
    }

    /** For how long calls have been answered; 0 when they are not. In nanoseconds. */
    public long reachableFor() {
        return unreachable ? 0 : life.nanoTime() - changedAt;
    }

    /** The processes of a unit are killed by something else. */
    public void strike(UnitName name) {
        Optional.ofNullable(units.get(name)).ifPresent(SimUnit::strike);
    }

    public List<UnitName> active() {
        return units.values().stream()
                .filter(unit -> !unit.shown().status().isDown())
                .map(unit -> unit.shown().name())
                .toList();
    }

    /** An agent begins that goes by old files: it cannot tell a stop that was asked for from a unit's own end. */
    public void stopsAreForgotten() {
        units.values().forEach(SimUnit::stopIsForgotten);
    }

    /** Whether it fell because something from outside struck it, and nothing was to bring it back. */
    public boolean wasStruck(UnitName name) {
        return Optional.ofNullable(units.get(name)).map(SimUnit::wasStruck).orElse(false);
    }

    public Optional<Behaviour> behaviour(UnitName name) {
        return Optional.ofNullable(units.get(name)).map(SimUnit::behaviour);
    }

    Life life() {
        return life;
    }

    boolean runsLookAlike() {
        return breakage == Breakage.RUNS_LOOK_ALIKE;
    }

    RuntimeWitness witness() {
        return witness;
    }

    /** A unit looks different now. */
    void tell(RuntimeUnit unit) {
        witness.changed(unit);
        List.copyOf(listeners).forEach(listener -> listener.changed(unit));
    }

    private <T> Optional<CompletableFuture<T>> refused() {
        return unreachable
                ? Optional.of(CompletableFuture.failedFuture(
                        new FlotillaError.Unavailable("the bus does not answer").asException()))
                : Optional.empty();
    }

    @Override
    public CompletableFuture<Void> load(List<UnitToLoad> batch) {
        return this.<Void>refused().orElseGet(() -> {
            CompletableFuture<Void> loaded = new CompletableFuture<>();
            // One reload for all of them.
            life.after(Duration.ofMillis(20 + random.nextInt(100)), () -> {
                batch.forEach(unit -> units.computeIfAbsent(unit.name(), name -> new SimUnit(this, name, unit.file()))
                        .content(unit.file()));
                loaded.complete(null);
            });
            return loaded;
        });
    }

    /** The stop is systemd's, and goes on when the agent dies; its unit file is then left where it is. */
    @Override
    public CompletableFuture<Void> unload(Collection<UnitName> names) {
        if (breakage == Breakage.NOTHING_IS_UNLOADED) {
            return new CompletableFuture<>();
        }
        return this.<Void>refused().orElseGet(() -> {
            int agent = agents;
            List<CompletableFuture<JobResult>> stops = new ArrayList<>();
            for (UnitName name : List.copyOf(names)) {
                SimUnit unit = units.get(name);
                if (unit != null) {
                    noteStop(unit, "unload");
                    stops.add(unit.stop().whenComplete((done, failure) -> {
                        if (agent == agents) {
                            remove(name, unit);
                        }
                    }));
                }
            }
            return CompletableFuture.allOf(stops.toArray(CompletableFuture[]::new));
        });
    }

    private void remove(UnitName name, SimUnit unit) {
        if (units.remove(name, unit)) {
            witness.removed(name);
            List.copyOf(listeners).forEach(listener -> listener.removed(name));
        }
    }

    @Override
    public CompletableFuture<JobResult> start(UnitName name) {
        return job(name, SimUnit::start);
    }

    @Override
    public CompletableFuture<JobResult> stop(UnitName name) {
        return job(name, unit -> {
            if (breakage == Breakage.PARTITIONS_STOP_NOTHING && unit.behaviour().stopsInPartition()) {
                return CompletableFuture.completedFuture(JobResult.done());
            }
            noteStop(unit, "stop");
            return unit.stop();
        });
    }

    @Override
    public CompletableFuture<JobResult> restart(UnitName name) {
        return job(name, unit -> {
            noteStop(unit, "restart");
            return unit.restart();
        });
    }

    private CompletableFuture<JobResult> job(
            UnitName name, java.util.function.Function<SimUnit, CompletableFuture<JobResult>> work) {
        return this.<JobResult>refused().orElseGet(() -> {
            SimUnit unit = units.get(name);
            return unit == null
                    ? CompletableFuture.failedFuture(
                            new FlotillaError.NotFound(name + " was never loaded").asException())
                    : work.apply(unit);
        });
    }

    private void noteStop(SimUnit unit, String how) {
        if (!unit.shown().status().isDown()) {
            witness.stopped(unit.shown(), how);
        }
    }

    @Override
    public Map<UnitName, RuntimeUnit> list() {
        Map<UnitName, RuntimeUnit> shown = new TreeMap<>();
        units.forEach((name, unit) -> shown.put(name, unit.shown()));
        return shown;
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
        return CompletableFuture.completedFuture(new StatusText(name + "\n", StatusText.NOT_ACTIVE));
    }

    /** The agent lets go; units run on. */
    @Override
    public void close() {
        agents++;
        listeners.clear();
    }
}
