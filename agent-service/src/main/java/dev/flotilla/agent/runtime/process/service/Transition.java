package dev.flotilla.agent.runtime.process.service;

import static dev.flotilla.agent.runtime.process.service.ServiceResult.EXEC_CONDITION;
import static dev.flotilla.agent.runtime.process.service.ServiceResult.PROTOCOL;
import static dev.flotilla.agent.runtime.process.service.ServiceResult.START_LIMIT_HIT;
import static dev.flotilla.agent.runtime.process.service.ServiceResult.SUCCESS;
import static dev.flotilla.agent.runtime.process.service.ServiceResult.TIMEOUT;

import dev.flotilla.agent.runtime.process.host.ExitStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One step of a service's life being worked out: a copy of the state that changes, and the effects so far. The methods
 * named {@code enter...} are those of systemd's service.c; each may pass straight on to the next state when there is
 * nothing to do in its own.
 */
final class Transition {
    /** An ExecCondition= that exits with 1 to 254 says no; 255 and signals are failures. */
    private static final int CONDITION_FAILURE = 255;

    private final ServiceSettings settings;
    private final List<Effect> effects = new ArrayList<>();
    private Sub sub;
    private ServiceResult result;
    private Optional<Phase> phase;
    private int command;
    private boolean mainAlive;
    private boolean controlAlive;
    private boolean groupEmpty;
    private boolean stopRequested;
    private Optional<ExitStatus> lastExit;
    private int restarts;

    Transition(ServiceSettings settings, ServiceState state) {
        this.settings = settings;
        this.sub = state.sub();
        this.result = state.result();
        this.phase = state.phase();
        this.command = state.command();
        this.mainAlive = state.mainAlive();
        this.controlAlive = state.controlAlive();
        this.groupEmpty = state.groupEmpty();
        this.stopRequested = state.stopRequested();
        this.lastExit = state.lastExit();
        this.restarts = state.restarts();
    }

    ServiceMachine.Outcome outcome() {
        var state = new ServiceState(
                sub, result, phase, command, mainAlive, controlAlive, groupEmpty, stopRequested, lastExit, restarts);
        return new ServiceMachine.Outcome(state, effects);
    }

    /** What an event says about processes is true in every state. */
    void note(ServiceEvent event) {
        switch (event) {
            case ServiceEvent.MainExited exited -> {
                mainAlive = false;
                lastExit = Optional.of(exited.status());
                boolean ignored =
                        settings.ignoresFailure(Phase.START, settings.type() == ServiceType.ONESHOT ? command : 0);
                // Whoever was told to end, and ended unseen, did as it was told.
                boolean obeyed = sub.isStopping() && exited.status() instanceof ExitStatus.Unknown;
                if (!ignored && !obeyed) {
                    keep(ExitStatuses.ofMain(settings, exited.status()));
                }
                effects.add(new Effect.Say("Main process exited, " + ExitStatuses.words(exited.status())));
            }
            case ServiceEvent.ControlExited exited -> controlAlive = false;
            case ServiceEvent.GroupEmpty empty -> groupEmpty = !mainAlive && !controlAlive;
            default -> {}
        }
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
            enter(Sub.CONDITION);
            runControl(Phase.CONDITION, 0);
            timer(settings.timeouts().start());
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
        enter(Sub.START_PRE);
        runControl(Phase.START_PRE, 0);
        timer(settings.timeouts().start());
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
                enter(Sub.START);
                runControl(Phase.START, 0);
                timer(settings.timeouts().start());
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
        enter(Sub.START_POST);
        runControl(Phase.START_POST, 0);
        timer(settings.timeouts().start());
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

    private void enterStop(ServiceResult outcome) {
        keep(outcome);
        if (settings.count(Phase.STOP) == 0) {
            enterSignal(Sub.STOP_SIGTERM, SUCCESS);
            return;
        }
        enter(Sub.STOP);
        runControl(Phase.STOP, 0);
        timer(settings.timeouts().stop());
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
    private void enterSignal(Sub stage, ServiceResult outcome) {
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
        enter(Sub.STOP_POST);
        runControl(Phase.STOP_POST, 0);
        timer(settings.timeouts().stop());
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

    private void enterDead(boolean mayRestart) {
        phase = Optional.empty();
        command = 0;
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

    // ---- pieces

    private void enter(Sub next) {
        effects.add(new Effect.Entered(sub, next, result));
        sub = next;
    }

    private void runMain(int index) {
        phase = Optional.of(Phase.START);
        command = index;
        mainAlive = true;
        groupEmpty = false;
        effects.add(new Effect.Run(Phase.START, index, true));
    }

    private void runControl(Phase of, int index) {
        phase = Optional.of(of);
        command = index;
        controlAlive = true;
        groupEmpty = false;
        effects.add(new Effect.Run(of, index, false));
    }

    /** False when the one that ended was the last. */
    private boolean runNextControl(Phase of) {
        if (command + 1 >= settings.count(of)) {
            return false;
        }
        runControl(of, command + 1);
        return true;
    }

    private ServiceResult controlOutcome(ServiceEvent event, Phase of) {
        ExitStatus status = ((ServiceEvent.ControlExited) event).status();
        ServiceResult outcome = ExitStatuses.ofControl(status);
        if (outcome == SUCCESS || settings.ignoresFailure(of, command)) {
            return SUCCESS;
        }
        say("Control process exited, " + ExitStatuses.words(status));
        return outcome;
    }

    /** The first thing that went wrong is the one to tell. */
    private void keep(ServiceResult outcome) {
        if (result == SUCCESS) {
            result = outcome;
        }
    }

    private void timer(Optional<Duration> delay) {
        effects.add(new Effect.SetTimer(delay));
    }

    private void say(String words) {
        effects.add(new Effect.Say(words));
    }
}
