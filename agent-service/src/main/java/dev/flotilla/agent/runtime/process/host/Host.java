package dev.flotilla.agent.runtime.process.host;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The operating system as the supervisor of units sees it. All calls are made on the supervisor's one thread, and all
 * callbacks come on it, never before the call that asked for them has returned.
 */
public interface Host {

    /** The machine's clock. */
    Instant now();

    /** Runs the action once after the delay. */
    Timer after(Duration delay, Runnable action);

    /** A timer that was set; cancelling it after it went off does no harm. */
    @FunctionalInterface
    interface Timer {
        void cancel();
    }

    /**
     * Starts a process; returns when it has become the program that was asked for.
     *
     * @throws SpawnException when it cannot be
     */
    ProcessId spawn(Spawn what) throws SpawnException;

    /** The process that has this number now; empty when there is none or it has ended. */
    Optional<ProcessId> identify(long pid);

    /** Calls back when the process has ended, at once if it has already; any process, not only those spawned here. */
    void onExit(ProcessId process, Consumer<ExitStatus> ended);

    /**
     * Sends a signal; nothing happens when the process is gone.
     *
     * @return why it could not be sent, in the system's words; empty when it was, or when there is nobody to get it
     */
    Optional<String> signal(ProcessId process, int signal);

    /** Finds the living processes that belong to an invocation, whatever they have done to hide it. */
    void members(String invocation, Consumer<Set<Member>> found);

    /** A process that belongs to an invocation, and its parent's number. */
    record Member(ProcessId id, long parent) {}

    /** The invocation a process belongs to by its environment; empty when none is known. */
    Optional<String> invocationOf(long pid);

    /**
     * A user of the machine.
     *
     * @param nameOrId digits are an id
     */
    Optional<UserEntry> user(String nameOrId);

    /**
     * The id of a group.
     *
     * @param nameOrId digits are an id
     */
    OptionalLong group(String nameOrId);

    /** Our own niceness, which what we spawn inherits. */
    int niceness();
}
