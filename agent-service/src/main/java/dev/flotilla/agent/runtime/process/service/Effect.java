package dev.flotilla.agent.runtime.process.service;

import java.time.Duration;
import java.util.Optional;

/** What is to be done after a transition, in order. */
public sealed interface Effect {

    /** Start a command; {@code main}: it is the service's main process. */
    record Run(Phase phase, int command, boolean main) implements Effect {}

    /**
     * Send a signal, and report {@link ServiceEvent.GroupEmpty} when nothing is left.
     *
     * @param all every process of the unit and not only the main and the control process
     * @param hangup SIGHUP after it
     */
    record Kill(int signal, boolean all, boolean hangup) implements Effect {}

    /** Learn the main process of a forking service, then report {@link ServiceEvent.MainFound}. */
    record FindMain() implements Effect {}

    /** There is no main process to wait for: report {@link ServiceEvent.GroupEmpty} when nothing is left. */
    record WatchGroup() implements Effect {}

    /** Replace the service's one timer; empty: none. */
    record SetTimer(Optional<Duration> delay) implements Effect {}

    /** The state was entered; it may be left again by a later effect of the same transition. */
    record Entered(Sub from, Sub to, ServiceResult result) implements Effect {}

    /** The delay before a restart is over: start it again, together with what hangs on it. */
    record RestartNow() implements Effect {}

    /** For the unit's log, as systemd words it, after the unit's name. */
    record Say(String words) implements Effect {}
}
