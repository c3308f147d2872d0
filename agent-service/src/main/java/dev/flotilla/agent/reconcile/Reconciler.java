package dev.flotilla.agent.reconcile;

import dev.flotilla.agent.assignment.Assignments;
import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.Runtime;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.UnitToLoad;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what {@link Plan} says, pass by pass. It never waits: what takes time comes back through the executor, and
 * a unit that takes long or hangs holds up nothing but itself. Confined to the thread of that executor.
 */
public final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final Runtime runtime;
    private final Executor loop;
    private final Supplier<Duration> uptime;
    private final StopGate gate;
    private final Runnable keep;
    private final Progress progress;
    private final Retries retries = new Retries();
    private long failures;
    private long passes;

    /**
     * @param achieved what was achieved before the agent's start
     * @param loop runs what comes back from the runtime, on the thread that calls {@link #pass}
     */
    public Reconciler(Runtime runtime, Map<UnitName, Achieved> achieved, Executor loop, Supplier<Duration> uptime) {
        this(runtime, achieved, loop, uptime, StopGate.OPEN, () -> {});
    }

    /**
     * @param gate has the last word before a running unit is stopped
     * @param keep has {@link #durable} kept now: what is done next must be known to an agent that comes after a crash
     */
    public Reconciler(
            Runtime runtime,
            Map<UnitName, Achieved> achieved,
            Executor loop,
            Supplier<Duration> uptime,
            StopGate gate,
            Runnable keep) {
        this.runtime = runtime;
        this.gate = gate;
        this.keep = keep;
        this.progress = new Progress(achieved);
        this.loop = loop;
        this.uptime = uptime;
    }

    /**
     * Does what is to be done now; what it begins ends in later turns of the loop, each to be followed by a pass.
     *
     * @param fenced the registry may soon take this machine for lost
     * @param knowledge how far the assignments can be trusted
     */
    public void pass(Assignments assignments, boolean fenced, Knowledge knowledge) {
        if (!assignments.known()) {
            return;
        }
        passes++;
        Map<UnitName, RuntimeUnit> observed = runtime.list();
        settle(assignments, observed);
        Duration now = uptime.get();
        List<Action> plan = Plan.of(
                assignments,
                observed,
                progress.achieved(),
                progress.flights(),
                retries.waiting(now),
                fenced,
                knowledge);
        List<Action> open = throughTheGate(plan, observed, fenced);
        if (!open.isEmpty()) {
            carryOut(open);
        }
    }

    /** A fenced machine has no time for it: its unit may soon be started elsewhere. */
    private List<Action> throughTheGate(List<Action> plan, Map<UnitName, RuntimeUnit> observed, boolean fenced) {
        Set<UnitName> toStop = new HashSet<>();
        List<Action> open = new ArrayList<>();
        for (Action action : plan) {
            Optional<RuntimeUnit> running = Optional.ofNullable(observed.get(action.unit()))
                    .filter(unit -> stops(action) && !unit.status().isDown());
            if (running.isPresent()) {
                toStop.add(action.unit());
            }
            if (fenced || running.isEmpty() || gate.opens(running.get())) {
                open.add(action);
            }
        }
        Set<UnitName> inFlight = new HashSet<>(progress.underWay());
        open.forEach(action -> inFlight.add(action.unit()));
        gate.settle(observed, toStop, inFlight);
        return open;
    }

    private static boolean stops(Action action) {
        return action instanceof Action.Stop || action instanceof Action.Unload || action instanceof Action.Restart;
    }

    /** Drops what is remembered of units that are gone. */
    private void settle(Assignments assignments, Map<UnitName, RuntimeUnit> observed) {
        progress.keepOnly(observed.keySet());
        retries.keepOnly(name -> assignments.units().containsKey(name) || observed.containsKey(name));
    }

    /** Somebody asked for this unit to be launched again: start means start, also for a unit that failed or ended. */
    public void askedAgain(UnitName unit) {
        retries.forgive(unit);
        boolean down = Optional.ofNullable(runtime.list().get(unit))
                .filter(observed -> observed.status().isDown())
                .isPresent();
        if (down && progress.flight(unit).isEmpty()) {
            progress.of(unit)
                    .filter(Achieved::isLaunched)
                    .ifPresent(known -> progress.reached(unit, Achieved.loaded(known.hash())));
        }
    }

    /** What is wanted of the unit has changed: earlier failures say nothing about it. */
    public void changed(UnitName unit) {
        retries.forgive(unit);
    }

    /** How far the unit was brought; empty: nothing is known of it. */
    public Optional<Achieved> achieved(UnitName unit) {
        return progress.of(unit);
    }

    /**
     * How far each unit was brought, without units whose start is not over: after a crash they are started, unless they run by then. A
     * restart that is not over stands there with what it is to replace, and a stop that is not over as one.
     */
    public Map<UnitName, Achieved> durable() {
        return progress.durable();
    }

    /** Whether a start or restart was asked for and is not over. */
    public boolean isStarting(UnitName unit) {
        return progress.flight(unit).filter(Flight.STARTING::equals).isPresent();
    }

    /** Why the unit's last action failed, while that is so. */
    public Optional<String> failure(UnitName unit) {
        return retries.of(unit).map(Retries.Retry::reason);
    }

    /** When a pass is worth while though nothing has happened. */
    public Optional<Duration> nextRetry() {
        return Stream.of(retries.next(uptime.get()), gate.next())
                .flatMap(Optional::stream)
                .min(Duration::compareTo);
    }

    /** Passes, actions and failed actions since the start. */
    public Counts counts() {
        return new Counts(
                passes, progress.begun(), failures, progress.underWay().size());
    }

    /**
     * What it did since the start.
     *
     * @param inFlight actions that are not over
     */
    public record Counts(long passes, long actions, long failures, int inFlight) {}

    private void carryOut(List<Action> plan) {
        List<Action.Unload> unloads = new ArrayList<>();
        List<Action.Load> loads = new ArrayList<>();
        Map<UnitName, Long> begun = beginJobs(plan);
        for (Action action : plan) {
            LOG.debug("pass {}: {}", passes, action);
            switch (action) {
                case Action.Unload unload -> unloads.add(unload);
                case Action.Load load -> loads.add(load);
                case Action.Note note -> progress.reached(note.unit(), note.then());
                case Action.Stop stop -> stop(stop, begun.getOrDefault(stop.unit(), 0L));
                case Action.Restart restart ->
                    launch(
                            restart,
                            restart.then(),
                            begun.getOrDefault(restart.unit(), 0L),
                            () -> runtime.restart(restart.unit()));
                case Action.Start start ->
                    launch(
                            start,
                            start.then(),
                            begun.getOrDefault(start.unit(), 0L),
                            () -> runtime.start(start.unit()));
            }
        }
        unload(unloads, begun);
        load(loads);
    }

    /**
     * What these leave behind must be known to an agent that comes after a crash: whether a restart was carried out; that a
     * unit which is down, or on its way there, did not end by itself; and that one which was only loaded may run because of us.
     */
    private Map<UnitName, Long> beginJobs(List<Action> plan) {
        Map<UnitName, RuntimeUnit> observed = runtime.list();
        Map<UnitName, Long> numbers = new TreeMap<>();
        for (Action action : plan) {
            UnitName name = action.unit();
            flight(action).ifPresent(flight -> {
                numbers.put(name, progress.begin(name, flight));
                Optional.ofNullable(observed.get(name)).ifPresent(unit -> progress.leave(name, mark(action, unit)));
            });
        }
        if (!numbers.isEmpty()) {
            keep.run();
        }
        return numbers;
    }

    /** Of what is a job of the runtime; a batch of loads is none. */
    private static Optional<Flight> flight(Action action) {
        return switch (action) {
            case Action.Unload _ -> Optional.of(Flight.UNLOADING);
            case Action.Stop _ -> Optional.of(Flight.STOPPING);
            case Action.Restart _, Action.Start _ -> Optional.of(Flight.STARTING);
            case Action.Load _, Action.Note _ -> Optional.empty();
        };
    }

    /** What to keep of a unit while this is under way. Of one that is started nothing: it is adopted if it runs, else started. */
    private Optional<Achieved> mark(Action action, RuntimeUnit unit) {
        return switch (action) {
            case Action.Restart restart ->
                Optional.of(Achieved.restarting(restart.then().hash(), Footprint.of(unit.status())));
            case Action.Start start ->
                progress.before(start.unit()).filter(before -> before.begun().isPresent());
            case Action.Stop _, Action.Unload _, Action.Load _, Action.Note _ ->
                progress.of(unit.name())
                        .or(() ->
                                unit.status().isDown() ? Optional.empty() : Optional.of(Achieved.launched(unit.hash())))
                        .map(Achieved::whileStopped);
        };
    }

    private void unload(List<Action.Unload> unloads, Map<UnitName, Long> begun) {
        if (unloads.isEmpty()) {
            return;
        }
        Map<UnitName, Long> numbers = new TreeMap<>();
        for (Action.Unload unload : unloads) {
            LOG.info("pass {}: unloading {}: {}", passes, unload.unit(), unload.cause());
            numbers.put(unload.unit(), begun.getOrDefault(unload.unit(), 0L));
        }
        CompletableFuture<Void> done = call(() -> runtime.unload(numbers.keySet()));
        whenOver(
                done,
                (answer, failure) -> numbers.forEach((name, number) -> {
                    if (progress.isOver(name, number) && failure != null) {
                        failedToStop(name, "unload", failure);
                    }
                }));
    }

    private void load(List<Action.Load> loads) {
        if (loads.isEmpty()) {
            return;
        }
        Map<UnitName, Long> numbers = new TreeMap<>();
        Map<UnitName, UnitHash> wanted = new TreeMap<>();
        List<UnitToLoad> batch = new ArrayList<>();
        for (Action.Load load : loads) {
            LOG.info("pass {}: loading {}: {}", passes, load.unit(), load.cause());
            rememberWhatRuns(load.unit());
            numbers.put(load.unit(), progress.begin(load.unit(), Flight.LOADING));
            wanted.put(load.unit(), load.file().hash());
            batch.add(new UnitToLoad(load.unit(), load.file()));
        }
        CompletableFuture<Void> done = call(() -> runtime.load(batch));
        whenOver(done, (answer, failure) -> {
            Map<UnitName, RuntimeUnit> observed = runtime.list();
            numbers.forEach((name, number) -> {
                if (!progress.isOver(name, number)) {
                    return;
                }
                if (failure != null) {
                    failed(name, "load", failure);
                } else if (!hasContent(observed.get(name), wanted.get(name))) {
                    failed(name, "load", new IllegalStateException("the runtime does not show its new content"));
                } else {
                    retries.forgive(name);
                }
            });
        });
    }

    /** An agent that remembers nothing must not take what runs with the old content for the new one afterwards. */
    private void rememberWhatRuns(UnitName unit) {
        Optional.ofNullable(runtime.list().get(unit))
                .filter(observed -> !observed.status().isDown())
                .ifPresent(observed -> progress.reachedIfUnknown(unit, Achieved.launched(observed.hash())));
    }

    private static boolean hasContent(@Nullable RuntimeUnit observed, @Nullable UnitHash wanted) {
        return observed != null && observed.hash().equals(wanted);
    }

    private void stop(Action.Stop stop, long number) {
        LOG.info("pass {}: stopping {}: {}", passes, stop.unit(), stop.cause());
        whenOver(call(() -> runtime.stop(stop.unit())), (result, failure) -> {
            if (!progress.isOver(stop.unit(), number)) {
                return;
            }
            if (failure != null) {
                failedToStop(stop.unit(), "stop", failure);
            } else if (result.isDone() || isDown(stop.unit())) {
                retries.forgive(stop.unit());
                progress.reached(stop.unit(), stop.then());
            } else {
                failedToStop(stop.unit(), "stop", new IllegalStateException(result.toString()));
            }
        });
    }

    /** Launched counts from the request: what becomes of it is the unit's state, and may take as long as it likes. */
    private void launch(Action action, Achieved then, long number, Supplier<CompletableFuture<JobResult>> job) {
        UnitName unit = action.unit();
        LOG.info("pass {}: starting {}: {}", passes, unit, action.cause());
        Optional<Achieved> before = progress.before(unit);
        progress.reached(unit, then);
        whenOver(call(job), (result, failure) -> {
            if (!progress.isOver(unit, number)) {
                return;
            }
            if (failure == null) {
                retries.forgive(unit);
                if (!result.isDone()) {
                    LOG.warn("{} did not start: {}", unit, result);
                }
                return;
            }
            progress.fallBack(unit, before);
            failed(unit, "start", failure);
        });
    }

    private boolean isDown(UnitName unit) {
        return Optional.ofNullable(runtime.list().get(unit))
                .map(observed -> observed.status().isDown())
                .orElse(true);
    }

    private void failedToStop(UnitName unit, String what, Throwable failure) {
        progress.mayStop(unit);
        failed(unit, what, failure);
    }

    private void failed(UnitName unit, String what, Throwable failure) {
        failures++;
        String words = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        retries.failed(unit, words, uptime.get());
        LOG.warn("cannot {} {}: {}", what, unit, words);
    }

    private <T> void whenOver(CompletableFuture<T> job, BiConsumer<T, @Nullable Throwable> then) {
        CompletableFuture<T> unused =
                job.whenComplete((result, failure) -> loop.execute(() -> then.accept(result, unwrapped(failure))));
    }

    /** A runtime that throws instead of failing its future fails that unit, not the pass. */
    private static <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> job) {
        try {
            return job.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
