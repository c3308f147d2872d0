package dev.flotilla.agent.runtime.process.service;

import static dev.flotilla.agent.runtime.process.service.ServiceResult.SUCCESS;

import dev.flotilla.agent.runtime.process.host.ExitStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The state of a service while one step is worked out: a copy that changes, and the effects so far. */
abstract class ServiceDraft {
    final ServiceSettings settings;
    final List<Effect> effects = new ArrayList<>();
    Sub sub;
    ServiceResult result;
    Optional<Phase> phase;
    int command;
    boolean mainAlive;
    boolean controlAlive;
    boolean groupEmpty;
    boolean stopRequested;
    Optional<ExitStatus> lastExit;
    int restarts;

    ServiceDraft(ServiceSettings settings, ServiceState state) {
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

    void enter(Sub next) {
        effects.add(new Effect.Entered(sub, next, result));
        sub = next;
    }

    /** The state in which the commands of this phase run, one after the other, all within the time. */
    void enterControl(Sub next, Phase of, Optional<Duration> timeout) {
        enter(next);
        runControl(of, 0);
        timer(timeout);
    }

    void runMain(int index) {
        phase = Optional.of(Phase.START);
        command = index;
        mainAlive = true;
        groupEmpty = false;
        effects.add(new Effect.Run(Phase.START, index, true));
    }

    void runControl(Phase of, int index) {
        phase = Optional.of(of);
        command = index;
        controlAlive = true;
        groupEmpty = false;
        effects.add(new Effect.Run(of, index, false));
    }

    /** False when the one that ended was the last. */
    boolean runNextControl(Phase of) {
        if (command + 1 >= settings.count(of)) {
            return false;
        }
        runControl(of, command + 1);
        return true;
    }

    ServiceResult controlOutcome(ServiceEvent event, Phase of) {
        ExitStatus status = ((ServiceEvent.ControlExited) event).status();
        ServiceResult outcome = ExitStatuses.ofControl(status);
        if (outcome == SUCCESS || settings.ignoresFailure(of, command)) {
            return SUCCESS;
        }
        say("Control process exited, " + ExitStatuses.words(status));
        return outcome;
    }

    /** The first thing that went wrong is the one to tell. */
    void keep(ServiceResult outcome) {
        if (result == SUCCESS) {
            result = outcome;
        }
    }

    void timer(Optional<Duration> delay) {
        effects.add(new Effect.SetTimer(delay));
    }

    void say(String words) {
        effects.add(new Effect.Say(words));
    }
}
