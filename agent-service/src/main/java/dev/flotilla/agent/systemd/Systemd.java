package dev.flotilla.agent.systemd;

import dev.flotilla.model.unit.UnitName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What is needed of the machine's systemd, as org.freedesktop.systemd1(5) has it. No method waits: calls take effect in
 * the order they are made, and answers and signals come back in the order systemd sent them. A future fails with a
 * {@link SystemdRefusal} when systemd says no, and with {@link dev.flotilla.model.error.FlotillaError.Unavailable} when it cannot be
 * reached.
 */
public interface Systemd extends AutoCloseable {

    /** Sends what happens to the listener, from now on; called once, before anything else. Waits for the first connection. */
    void open(SystemdListener listener);

    /**
     * Load, active and sub state of each of these units, in the order asked for; what systemd has not in memory it loads.
     * One name that systemd cannot make sense of refuses them all.
     */
    CompletableFuture<List<ListedUnit>> list(List<UnitName> units);

    /** Links unit files into the search path, until the next boot. What exists and is not the same link is refused. */
    CompletableFuture<Void> link(Collection<Path> files);

    /** As {@link #link}, and carries out what their {@code [Install]} sections say. */
    CompletableFuture<Void> enable(Collection<Path> files);

    /** Removes every link to these units that lasts until the next boot. */
    CompletableFuture<Void> disable(Collection<UnitName> units);

    /** Reads all unit files anew. */
    CompletableFuture<Void> reload();

    /** Enqueues a job; its end is told by {@link SystemdListener#jobOver}, which may only come after this answer. */
    CompletableFuture<Long> enqueue(JobVerb verb, UnitName unit);

    /** Forgets that the unit failed, and how often it was started of late. */
    CompletableFuture<Void> resetFailed(UnitName unit);

    /** The jobs that are not over. */
    CompletableFuture<Set<Long>> jobs();

    /** Why a unit does not load, in systemd's words; empty when it does. */
    CompletableFuture<String> loadError(UnitName unit);

    /** The file a unit was read from; empty when there is none. */
    CompletableFuture<String> fragment(UnitName unit);

    /** Whether a unit's file is another one than systemd has read. */
    CompletableFuture<Boolean> needsReload(UnitName unit);

    /** When active or sub state last changed; empty when they never did. */
    CompletableFuture<Optional<Instant>> since(UnitName unit);

    /** The process that stands for a running service; empty for anything else. */
    CompletableFuture<OptionalLong> mainPid(UnitName unit);

    /**
     * Why a unit failed, in systemd's words, for example {@code exit-code, status 203}; empty when its type has no such
     * thing.
     */
    CompletableFuture<String> failure(UnitName unit);

    /** {@code running}, {@code degraded}, {@code stopping}, ... */
    CompletableFuture<String> systemState();

    @Override
    void close();
}
