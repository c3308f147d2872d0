package dev.flotilla.agent.runtime.process.service;

import static dev.flotilla.agent.runtime.process.service.ServiceResult.EXEC_CONDITION;
import static dev.flotilla.agent.runtime.process.service.ServiceResult.PROTOCOL;
import static dev.flotilla.agent.runtime.process.service.ServiceResult.START_LIMIT_HIT;
import static dev.flotilla.agent.runtime.process.service.ServiceResult.SUCCESS;
import static dev.flotilla.agent.runtime.process.service.ServiceResult.TIMEOUT;

import dev.flotilla.agent.runtime.process.host.ExitStatus;
import java.util.Optional;

/**
 * One step of a service's life: how it starts, runs, and, in {@link StopSteps}, ends. The methods named {@code enter...} are those of
 * systemd's service.c; each may pass straight on to the next state when there is nothing to do in its own.
 */
final class Transition extends StopSteps {
    /** An ExecCondition= that exits with 1 to 254 says no; 255 and signals are failures. */
    private static final int CONDITION_FAILURE = 255;

    Transition(ServiceSettings settings, ServiceState state) {
        super(settings, state);
    }

    // ---- starting

    void start(ServiceEvent event) {
        result = SUCCESS;
        lastExit = Optional.empty();
        stopRequested = false;
        if (event instanceof ServiceEvent.Start start && start.asked()) {
            restarts = 0;
        }
        if (settings.count(Phase.CONDITION) > 0) {
            enterControl(Sub.CONDITION, Phase.CONDITION, settings.timeouts().start());
        } else {
            enterStartPre();
        }
    }

    void refuseStart() {
        result = START_LIMIT_HIT;
        say("Start request repeated too quickly.");
        timer(Optional.empty());
        enterDead(false);
    }

    void conditionExited(ServiceEvent event) {
        ExitStatus status = ((ServiceEvent.ControlExited) event).status();
        ServiceResult outcome = ExitStatuses.ofControl(status);
        if (status instanceof ExitStatus.Exited exited && exited.code() != 0 && exited.code() < CONDITION_FAILURE) {
            outcome = EXEC_CONDITION;
        }
        if (settings.ignoresFailure(Phase.CONDITION, command)) {
            outcome = SUCCESS;
        }
        if (outcome != SUCCESS) {
            enterSignal(Sub.STOP_SIGTERM, outcome);
        } else if (!runNextControl(Phase.CONDITION)) {
            enterStartPre();
        }
    }

    private void enterStartPre() {
        if (settings.count(Phase.START_PRE) == 0) {
            enterStart();
            return;
        }
        enterControl(Sub.START_PRE, Phase.START_PRE, settings.timeouts().start());
    }

    void startPreExited(ServiceEvent event) {
        ServiceResult outcome = controlOutcome(event, Phase.START_PRE);
        if (outcome != SUCCESS) {
            enterSignal(Sub.STOP_SIGTERM, outcome);
        } else if (!runNextControl(Phase.START_PRE)) {
            enterStart();
        }
    }

    private void enterStart() {
        if (settings.count(Phase.START) == 0) {
            enterStartPost();
            return;
        }
        switch (settings.type()) {
            case FORKING -> {
                enterControl(Sub.START, Phase.START, settings.timeouts().start());
            }
            case ONESHOT, NOTIFY -> {
                enter(Sub.START);
                runMain(0);
                timer(settings.timeouts().start());
            }
            // Spawning returns when the program runs, so that simple and exec come to the same.
            case SIMPLE, EXEC -> {
                runMain(0);
                enterStartPost();
            }
        }
    }

    void forkingStartExited(ServiceEvent event) {
        if (settings.type() != ServiceType.FORKING) {
            return;
        }
        ServiceResult outcome = controlOutcome(event, Phase.START);
        if (outcome != SUCCESS) {
            enterSignal(Sub.STOP_SIGTERM, outcome);
        } else if (settings.pidFile() || settings.guessMainPid()) {
            effects.add(new Effect.FindMain());
        } else {
            enterStartPost();
        }
    }

    void mainFound(ServiceEvent event) {
        if (settings.type() != ServiceType.FORKING || controlAlive) {
            return;
        }
        mainAlive = ((ServiceEvent.MainFound) event).found();
        if (!mainAlive && settings.pidFile()) {
            say("Daemon never wrote its PID file. Failing.");
            enterSignal(Sub.STOP_SIGTERM, PROTOCOL);
        } else {
            enterStartPost();
        }
    }

    void ready() {
        if (settings.type() == ServiceType.NOTIFY) {
            enterStartPost();
        }
    }

    void mainExitedInStart(ServiceEvent event) {
        if (settings.type() == ServiceType.ONESHOT) {
            if (result != SUCCESS) {
                enterSignal(Sub.STOP_SIGTERM, result);
            } else if (command + 1 < settings.count(Phase.START)) {
                runMain(command + 1);
            } else {
                enterStartPost();
            }
        } else if (settings.type() == ServiceType.NOTIFY) {
            enterSignal(Sub.STOP_SIGTERM, result == SUCCESS ? PROTOCOL : result);
        }
    }

    private void enterStartPost() {
        if (settings.count(Phase.START_POST) == 0) {
            enterRunning();
            return;
        }
        enterControl(Sub.START_POST, Phase.START_POST, settings.timeouts().start());
    }

    void startPostExited(ServiceEvent event) {
        ServiceResult outcome = controlOutcome(event, Phase.START_POST);
        if (outcome != SUCCESS) {
            enterSignal(Sub.STOP_SIGTERM, outcome);
        } else if (!runNextControl(Phase.START_POST)) {
            enterRunning();
        }
    }

    void startTimedOut() {
        say("start operation timed out. Terminating.");
        enterSignal(Sub.STOP_SIGTERM, TIMEOUT);
    }

    // ---- running

    private void enterRunning() {
        if (result != SUCCESS) {
            enterSignal(Sub.STOP_SIGTERM, result);
            return;
        }
        // A forking service whose main process was never found runs as long as any of its processes does.
        boolean withoutMain = settings.type() == ServiceType.FORKING && !groupEmpty && lastExit.isEmpty();
        if (mainAlive || withoutMain) {
            phase = mainAlive && settings.type() != ServiceType.FORKING ? Optional.of(Phase.START) : Optional.empty();
            enter(Sub.RUNNING);
            timer(settings.timeouts().running());
            if (!mainAlive) {
                effects.add(new Effect.WatchGroup());
            }
        } else if (settings.remainAfterExit()) {
            phase = Optional.empty();
            enter(Sub.EXITED);
            timer(settings.timeouts().running());
        } else {
            enterStop(SUCCESS);
        }
    }

    void mainExitedInRunning(ServiceEvent event) {
        enterRunning();
    }

    /** The control process that runs decides; without one the state could never be left. */
    void mainExitedWhileControlRuns(ServiceEvent event) {
        if (controlAlive) {
            return;
        }
        switch (sub) {
            case STOP -> enterSignal(Sub.STOP_SIGTERM, result);
            case STOP_POST -> enterSignal(Sub.FINAL_SIGTERM, result);
            default -> enterStop(result);
        }
    }

    void groupEmptyInRunning() {
        if (groupEmpty) {
            enterRunning();
        }
    }

    void runtimeLimitReached() {
        say("Service reached runtime time limit. Stopping.");
        enterStop(TIMEOUT);
    }

    void reloading() {
        enter(Sub.RELOAD);
    }

    void reloaded() {
        enter(Sub.RUNNING);
    }

    void stoppingByItself() {
        enter(Sub.STOP_SIGTERM);
        timer(settings.timeouts().stop());
    }

    // ---- found again after the agent was away

    void adoptStarting() {
        timer(settings.timeouts().start());
        if (settings.type() == ServiceType.FORKING && sub == Sub.START && !controlAlive) {
            effects.add(new Effect.FindMain());
        }
    }

    void adoptRunning() {
        timer(settings.timeouts().running());
        if (!mainAlive) {
            effects.add(new Effect.WatchGroup());
        }
    }
}
