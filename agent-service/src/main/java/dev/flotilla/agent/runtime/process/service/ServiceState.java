package dev.flotilla.agent.runtime.process.service;

import dev.flotilla.agent.runtime.process.host.ExitStatus;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a service is in its life.
 *
 * @param result why it ended or is about to end; success as long as nothing went wrong
 * @param phase whose commands are being run
 * @param command which of the phase's commands, from 0
 * @param mainAlive the main process is known and lives
 * @param controlAlive a control process (any command but a main one) lives
 * @param groupEmpty it is known that no process of the unit is left
 * @param stopRequested it was asked to stop, so it is not restarted
 * @param lastExit how the main process ended
 * @param restarts how often it was restarted by itself since it was last started from outside
 */
public record ServiceState(
        Sub sub,
        ServiceResult result,
        Optional<Phase> phase,
        int command,
        boolean mainAlive,
        boolean controlAlive,
        boolean groupEmpty,
        boolean stopRequested,
        Optional<ExitStatus> lastExit,
        int restarts) {
    /** Never started. */
    public static final ServiceState INITIAL = new ServiceState(
            Sub.DEAD, ServiceResult.SUCCESS, Optional.empty(), 0, false, false, true, false, Optional.empty(), 0);

    public ServiceState {
        Objects.requireNonNull(sub, "sub");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(lastExit, "lastExit");
    }
}
