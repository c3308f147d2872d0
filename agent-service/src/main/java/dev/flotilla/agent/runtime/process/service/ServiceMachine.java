package dev.flotilla.agent.runtime.process.service;

import static dev.flotilla.agent.runtime.process.service.Sub.AUTO_RESTART;
import static dev.flotilla.agent.runtime.process.service.Sub.CONDITION;
import static dev.flotilla.agent.runtime.process.service.Sub.DEAD;
import static dev.flotilla.agent.runtime.process.service.Sub.EXITED;
import static dev.flotilla.agent.runtime.process.service.Sub.FAILED;
import static dev.flotilla.agent.runtime.process.service.Sub.FINAL_SIGKILL;
import static dev.flotilla.agent.runtime.process.service.Sub.FINAL_SIGTERM;
import static dev.flotilla.agent.runtime.process.service.Sub.RELOAD;
import static dev.flotilla.agent.runtime.process.service.Sub.RUNNING;
import static dev.flotilla.agent.runtime.process.service.Sub.START;
import static dev.flotilla.agent.runtime.process.service.Sub.START_POST;
import static dev.flotilla.agent.runtime.process.service.Sub.START_PRE;
import static dev.flotilla.agent.runtime.process.service.Sub.STOP;
import static dev.flotilla.agent.runtime.process.service.Sub.STOP_POST;
import static dev.flotilla.agent.runtime.process.service.Sub.STOP_SIGKILL;
import static dev.flotilla.agent.runtime.process.service.Sub.STOP_SIGTERM;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The transition table of a service: for each state, what each event does. An event that has no entry for a state means
 * nothing there. What the entries do is in {@link Transition}.
 */
public final class ServiceMachine {

    /** The state after an event, and what is to be done. */
    public record Outcome(ServiceState state, List<Effect> effects) {
        public Outcome {
            effects = List.copyOf(effects);
        }
    }

    private static final Map<Sub, Map<Class<?>, BiConsumer<Transition, ServiceEvent>>> TABLE = new EnumMap<>(Sub.class);

    private static final Set<Sub> STARTING = EnumSet.of(CONDITION, START_PRE, START, START_POST);

    static {
        on(DEAD, ServiceEvent.Start.class, Transition::start);
        on(FAILED, ServiceEvent.Start.class, Transition::start);
        on(AUTO_RESTART, ServiceEvent.Start.class, Transition::start);
        on(DEAD, ServiceEvent.StartLimitHit.class, (t, e) -> t.refuseStart());
        on(FAILED, ServiceEvent.StartLimitHit.class, (t, e) -> t.refuseStart());
        on(AUTO_RESTART, ServiceEvent.StartLimitHit.class, (t, e) -> t.refuseStart());
        on(AUTO_RESTART, ServiceEvent.RestartRefused.class, StopSteps::restartRefused);

        on(CONDITION, ServiceEvent.ControlExited.class, Transition::conditionExited);
        on(START_PRE, ServiceEvent.ControlExited.class, Transition::startPreExited);
        on(START, ServiceEvent.ControlExited.class, Transition::forkingStartExited);
        on(START_POST, ServiceEvent.ControlExited.class, Transition::startPostExited);
        on(STOP, ServiceEvent.ControlExited.class, Transition::stopExited);
        on(STOP_SIGTERM, ServiceEvent.ControlExited.class, Transition::controlExitedOnSignal);
        on(STOP_SIGKILL, ServiceEvent.ControlExited.class, Transition::controlExitedOnSignal);
        on(STOP_POST, ServiceEvent.ControlExited.class, Transition::stopPostExited);
        on(FINAL_SIGTERM, ServiceEvent.ControlExited.class, Transition::controlExitedOnFinalSignal);
        on(FINAL_SIGKILL, ServiceEvent.ControlExited.class, Transition::controlExitedOnFinalSignal);

        on(START, ServiceEvent.MainExited.class, Transition::mainExitedInStart);
        on(START_POST, ServiceEvent.MainExited.class, Transition::mainExitedWhileControlRuns);
        on(RUNNING, ServiceEvent.MainExited.class, Transition::mainExitedInRunning);
        on(RELOAD, ServiceEvent.MainExited.class, Transition::mainExitedInRunning);
        on(STOP, ServiceEvent.MainExited.class, Transition::mainExitedWhileControlRuns);
        on(STOP_SIGTERM, ServiceEvent.MainExited.class, Transition::mainExitedOnSignal);
        on(STOP_SIGKILL, ServiceEvent.MainExited.class, Transition::mainExitedOnSignal);
        on(STOP_POST, ServiceEvent.MainExited.class, Transition::mainExitedWhileControlRuns);
        on(FINAL_SIGTERM, ServiceEvent.MainExited.class, Transition::mainExitedOnFinalSignal);
        on(FINAL_SIGKILL, ServiceEvent.MainExited.class, Transition::mainExitedOnFinalSignal);

        on(START, ServiceEvent.MainFound.class, Transition::mainFound);
        on(START, ServiceEvent.Ready.class, (t, e) -> t.ready());
        on(RELOAD, ServiceEvent.Ready.class, (t, e) -> t.reloaded());
        on(RUNNING, ServiceEvent.Reloading.class, (t, e) -> t.reloading());
        on(RUNNING, ServiceEvent.Stopping.class, (t, e) -> t.stoppingByItself());
        on(RELOAD, ServiceEvent.Stopping.class, (t, e) -> t.stoppingByItself());

        on(RUNNING, ServiceEvent.GroupEmpty.class, (t, e) -> t.groupEmptyInRunning());
        on(STOP_SIGTERM, ServiceEvent.GroupEmpty.class, (t, e) -> t.groupEmptyOnSignal());
        on(STOP_SIGKILL, ServiceEvent.GroupEmpty.class, (t, e) -> t.groupEmptyOnSignal());
        on(FINAL_SIGTERM, ServiceEvent.GroupEmpty.class, (t, e) -> t.groupEmptyOnFinalSignal());
        on(FINAL_SIGKILL, ServiceEvent.GroupEmpty.class, (t, e) -> t.groupEmptyOnFinalSignal());

        STARTING.forEach(sub -> on(sub, ServiceEvent.TimerElapsed.class, (t, e) -> t.startTimedOut()));
        on(RUNNING, ServiceEvent.TimerElapsed.class, (t, e) -> t.runtimeLimitReached());
        on(RELOAD, ServiceEvent.TimerElapsed.class, (t, e) -> t.runtimeLimitReached());
        on(STOP, ServiceEvent.TimerElapsed.class, (t, e) -> t.stopTimedOut());
        on(STOP_SIGTERM, ServiceEvent.TimerElapsed.class, (t, e) -> t.signalTimedOut());
        on(STOP_SIGKILL, ServiceEvent.TimerElapsed.class, (t, e) -> t.killTimedOut());
        on(STOP_POST, ServiceEvent.TimerElapsed.class, (t, e) -> t.stopPostTimedOut());
        on(FINAL_SIGTERM, ServiceEvent.TimerElapsed.class, (t, e) -> t.finalSignalTimedOut());
        on(FINAL_SIGKILL, ServiceEvent.TimerElapsed.class, (t, e) -> t.finalKillTimedOut());
        on(AUTO_RESTART, ServiceEvent.TimerElapsed.class, (t, e) -> t.restartDue());

        STARTING.forEach(sub -> on(sub, ServiceEvent.Stop.class, (t, e) -> t.stopWhileStarting()));
        on(RUNNING, ServiceEvent.Stop.class, (t, e) -> t.stop());
        on(EXITED, ServiceEvent.Stop.class, (t, e) -> t.stop());
        on(RELOAD, ServiceEvent.Stop.class, (t, e) -> t.stop());
        on(AUTO_RESTART, ServiceEvent.Stop.class, (t, e) -> t.stopBeforeRestart());
        List.of(STOP, STOP_SIGTERM, STOP_SIGKILL, STOP_POST, FINAL_SIGTERM, FINAL_SIGKILL)
                .forEach(sub -> on(sub, ServiceEvent.Stop.class, (t, e) -> t.stopAlreadyUnderWay()));

        STARTING.forEach(sub -> on(sub, ServiceEvent.Adopted.class, (t, e) -> t.adoptStarting()));
        on(RUNNING, ServiceEvent.Adopted.class, (t, e) -> t.adoptRunning());
        on(RELOAD, ServiceEvent.Adopted.class, (t, e) -> t.adoptRunning());
        on(STOP, ServiceEvent.Adopted.class, (t, e) -> t.adoptControl());
        on(STOP_POST, ServiceEvent.Adopted.class, (t, e) -> t.adoptControl());
        List.of(STOP_SIGTERM, STOP_SIGKILL, FINAL_SIGTERM, FINAL_SIGKILL)
                .forEach(sub -> on(sub, ServiceEvent.Adopted.class, (t, e) -> t.adoptSignalled()));
        on(AUTO_RESTART, ServiceEvent.Adopted.class, (t, e) -> t.adoptWaiting());
    }

    private ServiceMachine() {}

    private static void on(Sub sub, Class<? extends ServiceEvent> event, BiConsumer<Transition, ServiceEvent> action) {
        TABLE.computeIfAbsent(sub, s -> new HashMap<>()).put(event, action);
    }

    /** What becomes of a service in this state when this happens. */
    public static Outcome step(ServiceSettings settings, ServiceState state, ServiceEvent event) {
        var transition = new Transition(settings, state);
        transition.note(event);
        var action = TABLE.getOrDefault(state.sub(), Map.of()).get(event.getClass());
        if (action != null) {
            action.accept(transition, event);
        }
        return transition.outcome();
    }
}
