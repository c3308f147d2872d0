package dev.flotilla.simulation.runtime;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.UnitStatus;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.simulation.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** One unit of a simulated systemd. There is at most one job; a stop takes a start's place. */
final class SimUnit {
    /** systemd's TimeoutStartSec= and TimeoutStopSec=, shorter. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RESTART_AFTER = Duration.ofMillis(100);

    private final SimRuntime runtime;
    private final UnitName name;
    private UnitHash hash;
    private Behaviour behaviour;
    private RuntimeUnit shown;
    private Optional<CompletableFuture<JobResult>> starting = Optional.empty();
    private Optional<CompletableFuture<JobResult>> stopping = Optional.empty();
    private Optional<VirtualTime.Event> next = Optional.empty();
    private boolean struck;
    private long runs;
    private long orders;

    SimUnit(SimRuntime runtime, UnitName name, UnitFile file) {
        this.runtime = runtime;
        this.name = name;
        this.hash = file.hash();
        this.behaviour = Behaviour.of(file);
        this.shown = unit("inactive", "dead", "");
    }

    RuntimeUnit shown() {
        return shown;
    }

    Behaviour behaviour() {
        return behaviour;
    }

    boolean wasStruck() {
        return struck;
    }

    void content(UnitFile file) {
        hash = file.hash();
        behaviour = Behaviour.of(file);
        UnitStatus status = shown.status();
        shown = new RuntimeUnit(name, hash, status);
        runtime.tell(shown);
    }

    CompletableFuture<JobResult> start() {
        if (stopping.isPresent()) {
            return afterStop(stopping.get());
        }
        if (starting.isPresent()) {
            return starting.get();
        }
        if (shown.status().isActive()) {
            return CompletableFuture.completedFuture(JobResult.done());
        }
        CompletableFuture<JobResult> job = new CompletableFuture<>();
        starting = Optional.of(job);
        struck = false;
        show("activating", "start", "");
        runtime.witness().started(shown);
        Duration takes = behaviour.startHangs() ? START_TIMEOUT : behaviour.start();
        plan(takes, this::startEnds);
        return job;
    }

    private void startEnds() {
        CompletableFuture<JobResult> job = starting.orElseThrow();
        starting = Optional.empty();
        if (behaviour.startHangs()) {
            show("failed", "failed", "timeout");
            job.complete(new JobResult(JobResult.Outcome.TIMEOUT, ""));
        } else if (behaviour.startFails()) {
            show("failed", "failed", "exit-code");
            job.complete(new JobResult(JobResult.Outcome.FAILED, ""));
        } else {
            runs++;
            show("active", "running", "");
            behaviour.runs().ifPresent(length -> plan(length, () -> ended(behaviour.endsBadly())));
            job.complete(JobResult.done());
        }
    }

    private void ended(boolean badly) {
        if (badly && behaviour.restarts()) {
            show("activating", "auto-restart", "exit-code");
            plan(RESTART_AFTER, () -> {
                shown = unit("inactive", "dead", "");
                start();
            });
        } else {
            show(badly ? "failed" : "inactive", badly ? "failed" : "dead", badly ? "exit-code" : "");
        }
    }

    void strike() {
        if (shown.status().isActive() && stopping.isEmpty()) {
            cancelNext();
            struck = true;
            ended(true);
        }
    }

    /** To whoever looks now, it went down by itself. */
    void stopIsForgotten() {
        struck |= stopping.isPresent() || shown.status().isDown();
    }

    /** Also takes the place of a start that waits for an earlier stop. */
    CompletableFuture<JobResult> stop() {
        orders++;
        if (stopping.isPresent()) {
            return stopping.get();
        }
        cancelNext();
        starting.ifPresent(job -> job.complete(new JobResult(JobResult.Outcome.CANCELED, "")));
        starting = Optional.empty();
        struck = false;
        if (shown.status().isDown()) {
            return CompletableFuture.completedFuture(JobResult.done());
        }
        CompletableFuture<JobResult> job = new CompletableFuture<>();
        stopping = Optional.of(job);
        show("deactivating", "stop-sigterm", "");
        plan(behaviour.stopHangs() ? STOP_TIMEOUT : behaviour.stop(), () -> {
            stopping = Optional.empty();
            if (behaviour.stopHangs()) {
                show("failed", "failed", "timeout");
            } else {
                show("inactive", "dead", "");
            }
            job.complete(JobResult.done());
        });
        return job;
    }

    CompletableFuture<JobResult> restart() {
        return afterStop(stop());
    }

    /** The start is cancelled when another order comes first. */
    private CompletableFuture<JobResult> afterStop(CompletableFuture<JobResult> stop) {
        long mine = ++orders;
        return stop.thenCompose(stopped -> mine == orders
                ? start()
                : CompletableFuture.completedFuture(new JobResult(JobResult.Outcome.CANCELED, "")));
    }

    private void plan(Duration delay, Runnable action) {
        next = Optional.of(runtime.life().after(delay, action));
    }

    private void cancelNext() {
        next.ifPresent(VirtualTime.Event::cancel);
        next = Optional.empty();
    }

    private void show(String active, String sub, String detail) {
        shown = unit(active, sub, detail);
        runtime.tell(shown);
    }

    private RuntimeUnit unit(String active, String sub, String detail) {
        return new RuntimeUnit(
                name,
                hash,
                new UnitStatus(
                        "loaded",
                        active,
                        sub,
                        runtime.runsLookAlike() ? Instant.EPOCH : runtime.life().wallClock(),
                        detail,
                        active.equals("active")
                                ? OptionalLong.of(runtime.runsLookAlike() ? 1 : runs)
                                : OptionalLong.empty()));
    }
}
