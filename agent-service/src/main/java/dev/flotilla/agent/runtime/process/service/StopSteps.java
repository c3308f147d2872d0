package dev.flotilla.agent.runtime.process.service;

import static dev.flotilla.agent.runtime.process.service.ServiceResult.RESOURCES;
import static dev.flotilla.agent.runtime.process.service.ServiceResult.SUCCESS;
import static dev.flotilla.agent.runtime.process.service.ServiceResult.TIMEOUT;

import java.util.Optional;

/**
 * How a service ends, from wherever it is, and what becomes of it then. The methods named {@code enter...} are those of systemd's
 * service.c; each may pass straight on to the next state when there is nothing to do in its own.
 */
abstract class StopSteps extends ServiceDraft {
    StopSteps(ServiceSettings settings, ServiceState state) {
        super(settings, state);
    }

    // ---- stopping

    void stop() {
        stopRequested = true;
        enterStop(SUCCESS);
    }

    void stopWhileStarting() {
        stopRequested = true;
        enterSignal(Sub.STOP_SIGTERM, SUCCESS);
    }

    void stopBeforeRestart() {
        stopRequested = true;
        timer(Optional.empty());
        enter(Sub.DEAD);
    }

    void stopAlreadyUnderWay() {
        stopRequested = true;
    }

    final void enterStop(ServiceResult outcome) {
        keep(outcome);
        if (settings.count(Phase.STOP) == 0) {
            enterSignal(Sub.STOP_SIGTERM, SUCCESS);
            return;
        }
        enterControl(Sub.STOP, Phase.STOP, settings.timeouts().stop());
    }

    void stopExited(ServiceEvent event) {
        ServiceResult outcome = controlOutcome(event, Phase.STOP);
        if (outcome != SUCCESS || !runNextControl(Phase.STOP)) {
            enterSignal(Sub.STOP_SIGTERM, outcome);
        }
    }

    void stopTimedOut() {
        say("Stopping timed out. Terminating.");
        enterSignal(Sub.STOP_SIGTERM, TIMEOUT);
    }

    /** One of STOP_SIGTERM, STOP_SIGKILL, FINAL_SIGTERM, FINAL_SIGKILL; passed over when there is nobody to signal. */
    final void enterSignal(Sub stage, ServiceResult outcome) {
        keep(outcome);
        if (signal(stage)) {
            enter(stage);
            timer(settings.timeouts().stop());
            return;
        }
        boolean lastMeans = settings.killing().lastMeans();
        switch (stage) {
            case STOP_SIGTERM -> {
                if (lastMeans) {
                    enterSignal(Sub.STOP_SIGKILL, SUCCESS);
                } else {
                    enterStopPost();
                }
            }
            case STOP_SIGKILL -> enterStopPost();
            case FINAL_SIGTERM -> {
                if (lastMeans) {
                    enterSignal(Sub.FINAL_SIGKILL, SUCCESS);
                } else {
                    enterDead(true);
                }
            }
            default -> enterDead(true);
        }
    }

    private boolean signal(Sub stage) {
        var killing = settings.killing();
        boolean last = stage == Sub.STOP_SIGKILL || stage == Sub.FINAL_SIGKILL;
        boolean all = killing.mode().reachesAll(last) && !groupEmpty;
        if (killing.mode() == KillMode.NONE || !all && !mainAlive && !controlAlive) {
            return false;
        }
        effects.add(new Effect.Kill(last ? killing.finalSignal() : killing.signal(), all, !last && killing.hangup()));
        return true;
    }

    void mainExitedOnSignal(ServiceEvent event) {
        if (!controlAlive) {
            enterStopPost();
        }
    }

    void controlExitedOnSignal(ServiceEvent event) {
        keep(ExitStatuses.ofKilledControl(((ServiceEvent.ControlExited) event).status()));
        if (!mainAlive) {
            enterStopPost();
        }
    }

    void groupEmptyOnSignal() {
        if (groupEmpty) {
            enterStopPost();
        }
    }

    void signalTimedOut() {
        if (settings.killing().lastMeans()) {
            say("State 'stop-sigterm' timed out. Killing.");
            enterSignal(Sub.STOP_SIGKILL, TIMEOUT);
        } else {
            say("State 'stop-sigterm' timed out. Skipping SIGKILL.");
            keep(TIMEOUT);
            enterStopPost();
        }
    }

    void killTimedOut() {
        say("Processes still around after SIGKILL. Ignoring.");
        keep(TIMEOUT);
        enterStopPost();
    }

    private void enterStopPost() {
        if (settings.count(Phase.STOP_POST) == 0) {
            enterSignal(Sub.FINAL_SIGTERM, SUCCESS);
            return;
        }
        enterControl(Sub.STOP_POST, Phase.STOP_POST, settings.timeouts().stop());
    }

    void stopPostExited(ServiceEvent event) {
        ServiceResult outcome = controlOutcome(event, Phase.STOP_POST);
        if (outcome != SUCCESS || !runNextControl(Phase.STOP_POST)) {
            enterSignal(Sub.FINAL_SIGTERM, outcome);
        }
    }

    void stopPostTimedOut() {
        say("State 'stop-post' timed out. Terminating.");
        enterSignal(Sub.FINAL_SIGTERM, TIMEOUT);
    }

    void mainExitedOnFinalSignal(ServiceEvent event) {
        endWhenNothingIsLeft();
    }

    void controlExitedOnFinalSignal(ServiceEvent event) {
        endWhenNothingIsLeft();
    }

    /** Others of the unit may live on after these two; what reaches them all also says when they are gone. */
    private void endWhenNothingIsLeft() {
        boolean all = settings.killing().mode().reachesAll(sub == Sub.FINAL_SIGKILL);
        if (!mainAlive && !controlAlive && !all) {
            enterDead(true);
        }
    }

    void groupEmptyOnFinalSignal() {
        if (groupEmpty) {
            enterDead(true);
        }
    }

    void finalSignalTimedOut() {
        keep(TIMEOUT);
        if (settings.killing().lastMeans()) {
            say("State 'final-sigterm' timed out. Killing.");
            enterSignal(Sub.FINAL_SIGKILL, TIMEOUT);
        } else {
            enterDead(false);
        }
    }

    void finalKillTimedOut() {
        say("Processes still around after final SIGKILL. Entering failed mode.");
        keep(TIMEOUT);
        enterDead(true);
    }

    // ---- ended

    final void enterDead(boolean mayRestart) {
        phase = Optional.empty();
        command = 0;
        // What KillMode=none or a kill without effect left running is no longer its process: how that ends says
        // nothing.
        mainAlive = false;
        controlAlive = false;
        timer(Optional.empty());
        if (result.isFailure()) {
            say("Failed with result '" + result.word() + "'.");
        }
        enter(result.isFailure() ? Sub.FAILED : Sub.DEAD);
        if (mayRestart && !stopRequested && restarts()) {
            restarts++;
            enter(Sub.AUTO_RESTART);
            timer(Optional.of(settings.restarting().delay()));
        }
    }

    private boolean restarts() {
        var restarting = settings.restarting();
        if (lastExit.filter(restarting.prevent()::contains).isPresent()) {
            return false;
        }
        boolean ended = settings.type() == ServiceType.ONESHOT && result == SUCCESS;
        return !ended && lastExit.filter(restarting.force()::contains).isPresent()
                || restarting.when().after(result);
    }

    void restartDue() {
        say("Scheduled restart job, restart counter is at " + restarts + ".");
        effects.add(new Effect.RestartNow());
    }

    /**
     * As systemd: a restart that cannot be planned fails the service for want of {@code resources} (service_enter_restart);
     * when its job fails or a condition forbids it, the service is down already, as the job begins with stopping it.
     */
    void restartRefused(ServiceEvent event) {
        if (((ServiceEvent.RestartRefused) event).unplanned()) {
            keep(RESOURCES);
            enterDead(false);
        } else {
            enter(Sub.DEAD);
        }
    }

    // ---- found again after the agent was away

    void adoptControl() {
        timer(settings.timeouts().stop());
    }

    /** Whoever got the signal may have ended unseen; sending it once more finds out. */
    void adoptSignalled() {
        groupEmpty = false;
        enterSignal(sub, SUCCESS);
    }

    void adoptWaiting() {
        timer(Optional.of(settings.restarting().delay()));
    }
}
