package dev.flotilla.agent.runtime.process.service;

import dev.flotilla.agent.runtime.process.host.ExitStatus;

/** What can happen to a service. */
public sealed interface ServiceEvent {

    /** It is to start; its restart counter is set back when somebody asked for it. */
    record Start(boolean asked) implements ServiceEvent {}

    /** It was started too often in too short a time. */
    record StartLimitHit() implements ServiceEvent {}

    /**
     * The restart that was due came to nothing before it began.
     *
     * @param unplanned not even a job for it could be made
     */
    record RestartRefused(boolean unplanned) implements ServiceEvent {}

    record Stop() implements ServiceEvent {}

    record MainExited(ExitStatus status) implements ServiceEvent {}

    record ControlExited(ExitStatus status) implements ServiceEvent {}

    /** The timer that was last set went off. */
    record TimerElapsed() implements ServiceEvent {}

    /** No process of the unit is left. */
    record GroupEmpty() implements ServiceEvent {}

    /** The answer to {@link Effect.FindMain}. */
    record MainFound(boolean found) implements ServiceEvent {}

    /** READY=1 */
    record Ready() implements ServiceEvent {}

    /** RELOADING=1 */
    record Reloading() implements ServiceEvent {}

    /** STOPPING=1 */
    record Stopping() implements ServiceEvent {}

    /** The agent was restarted and has found the service in this state. */
    record Adopted() implements ServiceEvent {}
}
