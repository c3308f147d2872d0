package dev.flotilla.agent.runtime.process.unit;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.process.definition.UnitDefinition;
import dev.flotilla.agent.runtime.process.definition.UnitDefinition.NotifyAccess;
import dev.flotilla.agent.runtime.process.host.ExitStatus;
import dev.flotilla.agent.runtime.process.host.Host;
import dev.flotilla.agent.runtime.process.host.ProcessId;
import dev.flotilla.agent.runtime.process.host.Spawn;
import dev.flotilla.agent.runtime.process.host.SpawnException;
import dev.flotilla.agent.runtime.process.job.Activity;
import dev.flotilla.agent.runtime.process.job.JobKind;
import dev.flotilla.agent.runtime.process.log.UnitLog.Source;
import dev.flotilla.agent.runtime.process.service.Effect;
import dev.flotilla.agent.runtime.process.service.ExitStatuses;
import dev.flotilla.agent.runtime.process.service.Phase;
import dev.flotilla.agent.runtime.process.service.ServiceEvent;
import dev.flotilla.agent.runtime.process.service.ServiceMachine;
import dev.flotilla.agent.runtime.process.service.ServiceState;
import dev.flotilla.agent.runtime.process.service.Sub;
import dev.flotilla.model.command.CommandLine;
import dev.flotilla.model.unit.UnitHash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A service with its processes: carries out what the {@link ServiceMachine} says, and tells it what happens. */
public final class ServiceUnit extends Unit {
    private final StartLimiter limiter = new StartLimiter();
    private ServiceState state = ServiceState.INITIAL;
    private String invocation = "";
    private Optional<ProcessId> main = Optional.empty();
    private Optional<ProcessId> control = Optional.empty();
    private Optional<Host.Timer> timer = Optional.empty();
    private Optional<Group> group = Optional.empty();
    private String trouble = "";
    private String statusText = "";
    private boolean cameUp;

    public ServiceUnit(UnitEnvironment environment, UnitDefinition definition, UnitHash hash) {
        super(environment, definition, hash);
    }

    // ---- as jobs see it

    @Override
    public Activity activity() {
        return activity(state.sub());
    }

    private static Activity activity(Sub sub) {
        return switch (sub) {
            case DEAD -> Activity.INACTIVE;
            case FAILED -> Activity.FAILED;
            case RUNNING, EXITED, RELOAD -> Activity.ACTIVE;
            default -> sub.isStopping() ? Activity.DEACTIVATING : Activity.ACTIVATING;
        };
    }

    @Override
    public boolean waitsToRestart() {
        return state.sub() == Sub.AUTO_RESTART;
    }

    @Override
    public Optional<JobResult> start(boolean asked) {
        if (asked && state.sub() == Sub.FAILED) {
            limiter.reset();
        }
        Optional<JobResult> forbidden = failedConditions();
        if (forbidden.isPresent()) {
            return forbidden;
        }
        if (!limiter.allows(definition().startLimit(), environment().host().now())) {
            happened(new ServiceEvent.StartLimitHit());
            return state.sub() == Sub.FAILED
                    ? Optional.of(new JobResult(JobResult.Outcome.FAILED, failure()))
                    : Optional.empty();
        }
        clearRefusal();
        trouble = "";
        statusText = "";
        cameUp = false;
        group.ifPresent(Group::abandon);
        invocation = environment().invocations().get();
        group = Optional.of(newGroup());
        say("Starting " + title() + "...");
        happened(new ServiceEvent.Start(asked));
        return Optional.empty();
    }

    @Override
    public void unplanned(JobResult result) {
        super.refused(result);
        // What systemd would have found out only by the job itself, it plans.
        giveUpRestart(result.outcome() == JobResult.Outcome.FAILED);
    }

    @Override
    public void refused(JobResult result) {
        super.refused(result);
        giveUpRestart(false);
    }

    /** A restart by itself is tried once: with its delay over and its job gone, nothing would ever happen again. */
    private void giveUpRestart(boolean unplanned) {
        if (waitsToRestart() && timer.isEmpty()) {
            happened(new ServiceEvent.RestartRefused(unplanned));
        }
    }

    private Group newGroup() {
        return new Group(environment().host(), invocation, () -> happened(new ServiceEvent.GroupEmpty()), this::warn);
    }

    /** If the unit fails it is for this rather than for the time that runs out because of it. */
    private void warn(String words) {
        if (trouble.isEmpty()) {
            trouble = words;
        }
        say(name() + ": " + words);
    }

    @Override
    public void stop() {
        if (!state.sub().isStopping()) {
            say("Stopping " + title() + "...");
        }
        happened(new ServiceEvent.Stop());
    }

    @Override
    public String failure() {
        if (!state.result().isFailure()) {
            return "";
        }
        return "Failed with result '" + state.result().word() + "'" + (trouble.isEmpty() ? "" : ": " + trouble);
    }

    // ---- what happens

    private void happened(ServiceEvent event) {
        Sub before = state.sub();
        ServiceMachine.Outcome outcome = ServiceMachine.step(service().settings(), state, event);
        state = outcome.state();
        var entered = new ArrayList<Effect.Entered>();
        for (Effect effect : outcome.effects()) {
            apply(effect, entered);
        }
        if (state.sub() != before || !entered.isEmpty()) {
            since(environment().host().now());
        }
        if (isOver()) {
            letGo();
        }
        remember();
        publish();
        entered.forEach(this::announce);
    }

    private boolean isOver() {
        return state.sub().isDown() || waitsToRestart();
    }

    /** As systemd unwatches them in service_set_state: a process that outlives its unit must not count in the next run. */
    private void letGo() {
        main = Optional.empty();
        control = Optional.empty();
    }

    private UnitDefinition.Service service() {
        return definition().service().orElseThrow(() -> new IllegalStateException(name() + " has no [Service]"));
    }

    private void apply(Effect effect, List<Effect.Entered> entered) {
        switch (effect) {
            case Effect.Run run -> run(run);
            case Effect.Kill kill -> kill(kill);
            case Effect.FindMain find -> mainFinder().find();
            case Effect.WatchGroup watch -> group.ifPresent(Group::watch);
            case Effect.SetTimer set -> setTimer(set.delay());
            case Effect.Entered step -> entered.add(step);
            case Effect.RestartNow now -> environment().host().after(Duration.ZERO, this::restart);
            case Effect.Say say -> note(say.words());
        }
    }

    private void restart() {
        if (waitsToRestart()) {
            environment().jobs().submit(JobKind.RESTART, this, false);
        }
    }

    /** What is said first once the result is a failure is the reason for it. */
    private void note(String words) {
        boolean reason = state.result().isFailure() && !words.startsWith("Failed with result");
        if (reason && trouble.isEmpty()) {
            trouble = words;
        }
        say(name() + ": " + words);
    }

    private void announce(Effect.Entered step) {
        switch (step.to()) {
            case RUNNING, EXITED -> {
                if (step.from() != Sub.RELOAD) {
                    cameUp = true;
                    say("Started " + title() + ".");
                }
            }
            case DEAD -> {
                if (step.from() != Sub.AUTO_RESTART) {
                    say(name() + ": Deactivated successfully.");
                }
                if (state.stopRequested()) {
                    say("Stopped " + title() + ".");
                }
                ended();
            }
            case FAILED -> {
                say((cameUp ? "Stopped " : "Failed to start ") + title() + ".");
                ended();
            }
            default -> {}
        }
        environment().jobs().changed(this, activity(step.from()), activity(step.to()), state.sub() == Sub.AUTO_RESTART);
    }

    private void ended() {
        service().pidFile().ifPresent(PidFile::remove);
        if (state.groupEmpty()) {
            log().reset();
        }
    }

    private void setTimer(Optional<Duration> delay) {
        timer.ifPresent(Host.Timer::cancel);
        timer = Optional.empty();
        if (delay.isPresent()) {
            timer = Optional.of(environment().host().after(delay.get(), this::timerElapsed));
        }
    }

    private void timerElapsed() {
        timer = Optional.empty();
        happened(new ServiceEvent.TimerElapsed());
    }

    // ---- processes

    private void run(Effect.Run run) {
        CommandLine command = service().command(run.phase(), run.command());
        Source source = run.main() ? Source.MAIN : Source.CONTROL;
        try {
            Path spool = log().spool(source);
            Spawn spawn = environment().commands().build(command, service().context(), given(run), spool);
            ProcessId process = environment().host().spawn(spawn);
            log().writer(source, identifier(command), process.pid());
            watch(process, run.main());
        } catch (SpawnException e) {
            say(name() + ": " + e.words());
            trouble = e.words();
            var status = new ExitStatus.Exited(e.exitCode());
            environment()
                    .host()
                    .after(
                            Duration.ZERO,
                            () -> happened(
                                    run.main()
                                            ? new ServiceEvent.MainExited(status)
                                            : new ServiceEvent.ControlExited(status)));
        }
    }

    private void watch(ProcessId process, boolean asMain) {
        if (asMain) {
            main = Optional.of(process);
            environment().host().onExit(process, status -> {
                if (main.filter(process::equals).isPresent()) {
                    main = Optional.empty();
                    log().ended(Source.MAIN);
                    happened(new ServiceEvent.MainExited(status));
                }
            });
        } else {
            control = Optional.of(process);
            environment().host().onExit(process, status -> {
                if (control.filter(process::equals).isPresent()) {
                    control = Optional.empty();
                    log().ended(Source.CONTROL);
                    happened(new ServiceEvent.ControlExited(status));
                }
            });
        }
    }

    private String identifier(CommandLine command) {
        return service().context().syslogIdentifier().orElseGet(() -> command.path()
                .substring(command.path().lastIndexOf('/') + 1));
    }

    /** What a process is told of its unit, by systemd.exec(5). */
    private Map<String, String> given(Effect.Run run) {
        var given = new LinkedHashMap<String, String>();
        given.put(CommandBuilder.INVOCATION, invocation);
        NotifyAccess access = service().notifyAccess();
        if (access == NotifyAccess.ALL || access == NotifyAccess.EXEC || access == NotifyAccess.MAIN && run.main()) {
            given.put("NOTIFY_SOCKET", environment().notifyAddress());
        }
        main.ifPresent(process -> given.put("MAINPID", Long.toString(process.pid())));
        service().pidFile().ifPresent(file -> given.put("PIDFILE", file.toString()));
        if (run.phase() == Phase.STOP || run.phase() == Phase.STOP_POST) {
            given.put("SERVICE_RESULT", state.result().word());
            state.lastExit().ifPresent(exit -> {
                given.put("EXIT_CODE", ExitStatuses.code(exit));
                given.put("EXIT_STATUS", ExitStatuses.status(exit));
            });
        }
        return given;
    }

    private void kill(Effect.Kill kill) {
        Set<ProcessId> known = new HashSet<>();
        main.ifPresent(known::add);
        control.ifPresent(known::add);
        if (kill.all()) {
            group.ifPresent(all -> all.kill(known, kill.signal(), kill.hangup()));
        } else {
            group.ifPresent(all -> known.forEach(process -> all.send(process, kill.signal(), kill.hangup())));
        }
    }

    private MainFinder mainFinder() {
        return new MainFinder(
                environment().host(),
                invocation,
                service().pidFile(),
                () -> state.sub() == Sub.START && !state.controlAlive(),
                found -> {
                    found.ifPresent(process -> {
                        watch(process, true);
                        log().writer(Source.MAIN, identifier(service().command(Phase.START, 0)), process.pid());
                    });
                    happened(new ServiceEvent.MainFound(found.isPresent()));
                });
    }

    // ---- what processes tell

    /** A message of sd_notify(3) from a process of this unit's. */
    public void notified(long pid, Map<String, String> message) {
        if (!mayTell(pid)) {
            return;
        }
        statusText = Optional.ofNullable(message.get("STATUS")).orElse(statusText);
        Optional.ofNullable(message.get("MAINPID"))
                .filter(text -> text.matches("[1-9][0-9]{0,8}"))
                .flatMap(text -> environment().host().identify(Long.parseLong(text)))
                .filter(process -> !isOver() && main.filter(process::equals).isEmpty())
                .ifPresent(this::namedMain);
        if ("1".equals(message.get("RELOADING"))) {
            happened(new ServiceEvent.Reloading());
        }
        if ("1".equals(message.get("READY"))) {
            happened(new ServiceEvent.Ready());
        }
        if ("1".equals(message.get("STOPPING"))) {
            happened(new ServiceEvent.Stopping());
        }
        publish();
    }

    /**
     * Only a process of the unit's own is taken for its main process, as by systemd's service_is_suitable_main_pid:
     * any other would be signalled when the unit stops. One that shows whose it is is taken before whoever named it can
     * end; for one that hides it all processes are looked through.
     */
    private void namedMain(ProcessId process) {
        Host host = environment().host();
        String asked = invocation;
        if (host.invocationOf(process.pid()).filter(asked::equals).isPresent()) {
            newMain(process);
            return;
        }
        host.members(asked, members -> {
            if (!invocation.equals(asked) || isOver()) {
                return;
            }
            if (members.stream().anyMatch(member -> member.id().equals(process))) {
                newMain(process);
            } else {
                say(name() + ": New main PID " + process.pid() + " does not belong to service, refusing.");
            }
        });
    }

    private void newMain(ProcessId process) {
        watch(process, true);
        remember();
        publish();
    }

    private boolean mayTell(long pid) {
        boolean isMain = main.filter(process -> process.pid() == pid).isPresent();
        boolean isControl = control.filter(process -> process.pid() == pid).isPresent();
        return switch (service().notifyAccess()) {
            case NONE -> false;
            case MAIN -> isMain;
            case EXEC -> isMain || isControl;
            case ALL -> true;
        };
    }

    /**
     * Whether a process is this unit's.
     *
     * @param mark the invocation it carries
     */
    boolean owns(long pid, Optional<String> mark) {
        boolean started = main.filter(process -> process.pid() == pid).isPresent()
                || control.filter(process -> process.pid() == pid).isPresent();
        return started || mark.filter(invocation::equals).isPresent();
    }

    // ---- over the agent's end

    private void remember() {
        save(new UnitRecord(
                name(), state, invocation, main, control, since(), environment().bootId()));
    }

    @Override
    public void adopt() {
        environment()
                .store()
                .record(name())
                .filter(record -> record.bootId().equals(environment().bootId()))
                .ifPresent(this::adopt);
    }

    private void adopt(UnitRecord record) {
        since(record.since());
        state = record.state();
        cameUp = state.sub().isUp();
        invocation = record.invocation();
        group = Optional.of(newGroup());
        resume(Source.MAIN, record.main(), Optional.of(Phase.START));
        resume(Source.CONTROL, record.control(), state.phase());
        record.main().ifPresent(process -> watch(process, true));
        record.control().ifPresent(process -> watch(process, false));
        happened(new ServiceEvent.Adopted());
    }

    private void resume(Source source, Optional<ProcessId> process, Optional<Phase> phase) {
        String identifier = phase.map(p -> identifierOf(p, state.command())).orElse("");
        log().resume(source, identifier, process.map(ProcessId::pid).orElse(0L));
    }

    private String identifierOf(Phase phase, int index) {
        return service().settings().has(phase, index) ? identifier(service().command(phase, index)) : "";
    }

    // ---- as it is shown

    @Override
    public String sub() {
        return state.sub().word();
    }

    @Override
    String active() {
        return state.sub().active();
    }

    @Override
    OptionalLong mainPid() {
        return main.map(process -> OptionalLong.of(process.pid())).orElse(OptionalLong.empty());
    }

    @Override
    public String mainCommand() {
        return main.isEmpty() || !service().settings().has(Phase.START, 0)
                ? ""
                : identifier(service().command(Phase.START, 0));
    }

    @Override
    String told() {
        return statusText;
    }
}
