package dev.flotilla.agent.runtime.process.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.agent.runtime.process.host.ExitStatus;
import dev.flotilla.agent.runtime.process.host.Signals;
import dev.flotilla.agent.runtime.process.service.ServiceSettings.Killing;
import dev.flotilla.agent.runtime.process.service.ServiceSettings.Restarting;
import dev.flotilla.agent.runtime.process.service.ServiceSettings.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceMachineTest {
    private static final ServiceEvent START = new ServiceEvent.Start(true);
    private static final ServiceEvent STOP = new ServiceEvent.Stop();
    private static final ServiceEvent TIMER = new ServiceEvent.TimerElapsed();
    private static final ServiceEvent EMPTY = new ServiceEvent.GroupEmpty();
    private static final ServiceEvent READY = new ServiceEvent.Ready();
    private static final ServiceEvent ADOPTED = new ServiceEvent.Adopted();

    /**
     * A notify service with a command in every phase and Restart=on-failure: what each event leads to in each state. A dot:
     * nothing changes.
     */
    private static final String MATRIX = """
            state           start       limit   stop          main0         main1         ctl0          ctl1          timer         empty         ready       adopted   unplanned  refused
            dead            condition   failed  .             .             .             .             .             .             .             .           .         .          .
            failed          condition   .       .             .             .             .             .             .             .             .           .         .          .
            auto-restart    condition   failed  dead          .             .             .             .             .             .             .           .         failed     dead
            condition       .           .       stop-sigterm  .             .             start-pre     stop-sigterm  stop-sigterm  .             .           .         .          .
            start-pre       .           .       stop-sigterm  .             .             start         stop-sigterm  stop-sigterm  .             .           .         .          .
            start           .           .       stop-sigterm  stop-sigterm  stop-sigterm  .             .             stop-sigterm  .             start-post  .         .          .
            start-post      .           .       stop-sigterm  .             .             running       stop-sigterm  stop-sigterm  .             .           .         .          .
            running         .           .       stop          stop          stop-sigterm  .             .             stop          .             .           .         .          .
            reload          .           .       stop          stop          stop-sigterm  .             .             stop          .             running     .         .          .
            stop            .           .       .             .             .             stop-sigterm  stop-sigterm  stop-sigterm  .             .           .         .          .
            stop-sigterm    .           .       .             stop-post     stop-post     .             .             stop-sigkill  .             .           .         .          .
            stop-sigkill    .           .       .             stop-post     stop-post     .             .             stop-post     .             .           .         .          .
            stop-post       .           .       .             .             .             final-sigterm final-sigterm final-sigterm .             .           .         .          .
            final-sigterm   .           .       .             .             .             .             .             final-sigkill dead          .           .         .          .
            final-sigkill   .           .       .             .             .             .             .             failed        failed        .           .         .          .
            """;

    @TestFactory
    Stream<DynamicTest> everyEventInEveryState() {
        List<String[]> rows =
                MATRIX.lines().map(line -> line.strip().split("\\s+")).toList();
        String[] head = rows.getFirst();
        return rows.stream().skip(1).flatMap(row -> Stream.iterate(1, i -> i < head.length, i -> i + 1)
                .map(i -> DynamicTest.dynamicTest(row[0] + " + " + head[i], () -> {
                    Life life = reach(row[0]);
                    life.happens(event(head[i]));
                    String expected = row[i].equals(".") ? row[0] : row[i];
                    assertThat(life.state.sub().word()).isEqualTo(expected);
                })));
    }

    private static ServiceEvent event(String name) {
        return switch (name) {
            case "start" -> START;
            case "limit" -> new ServiceEvent.StartLimitHit();
            case "stop" -> STOP;
            case "main0" -> main(0);
            case "main1" -> main(1);
            case "ctl0" -> control(0);
            case "ctl1" -> control(255);
            case "timer" -> TIMER;
            case "empty" -> EMPTY;
            case "ready" -> READY;
            case "adopted" -> ADOPTED;
            case "unplanned" -> new ServiceEvent.RestartRefused(true);
            case "refused" -> new ServiceEvent.RestartRefused(false);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Brings a service into a state by what would bring it there. */
    private static Life reach(String sub) {
        var life = new Life(settings().type(ServiceType.NOTIFY).everyPhase().restart(Restart.ON_FAILURE));
        switch (sub) {
            case "dead" -> {}
            case "condition" -> life.happens(START);
            case "start-pre" -> life.happens(START, control(0));
            case "start" -> life.happens(START, control(0), control(0));
            case "start-post" -> life.happens(START, control(0), control(0), READY);
            case "running" -> life.happens(START, control(0), control(0), READY, control(0));
            case "reload" -> {
                life = reach("running");
                life.happens(new ServiceEvent.Reloading());
            }
            case "stop" -> {
                life = reach("running");
                life.happens(STOP);
            }
            case "stop-sigterm" -> {
                life = reach("stop");
                life.happens(control(0));
            }
            case "stop-sigkill" -> {
                life = reach("stop-sigterm");
                life.happens(TIMER);
            }
            case "stop-post" -> {
                life = reach("stop-sigterm");
                life.happens(main(0));
            }
            case "final-sigterm" -> {
                life = reach("stop-post");
                life.happens(control(0));
            }
            case "final-sigkill" -> {
                life = reach("final-sigterm");
                life.happens(TIMER);
            }
            case "failed" -> life.happens(new ServiceEvent.StartLimitHit());
            case "auto-restart" -> life.happens(START, control(255), EMPTY, control(0), EMPTY);
            default -> throw new IllegalArgumentException(sub);
        }
        assertThat(life.state.sub().word()).as("reached").isEqualTo(sub);
        return life;
    }

    @Test
    void aSimpleServiceRunsAtOnceAndIsDeadAfterItsStop() {
        var life = new Life(settings());
        life.happens(START);
        assertThat(life.log).containsExactly("run start 0 main", "running", "timer none");
        life.clear();
        life.happens(STOP);
        assertThat(life.log).containsExactly("kill 15 all", "stop-sigterm", "timer PT1M30S");
        life.clear();
        life.happens(killed(Signals.SIGTERM));
        assertThat(life.log)
                .containsExactly(
                        "say Main process exited, code=killed, status=15/TERM",
                        "kill 15 all",
                        "final-sigterm",
                        "timer PT1M30S");
        life.clear();
        life.happens(EMPTY);
        assertThat(life.log).containsExactly("timer none", "dead");
    }

    @Test
    void commandsOfAPhaseAreRunOneAfterTheOther() {
        var life = new Life(settings().commands(Phase.START_PRE, false, false, false));
        life.happens(START);
        assertThat(life.log).containsExactly("start-pre", "run start_pre 0", "timer PT1M30S");
        life.clear();
        life.happens(control(0));
        assertThat(life.log).containsExactly("run start_pre 1");
        life.happens(control(0));
        life.happens(control(0));
        assertThat(life.state.sub()).isEqualTo(Sub.RUNNING);
    }

    @Test
    void afterAFailedCommandTheOthersAreNotRun() {
        var life = new Life(settings().commands(Phase.START_PRE, false, false));
        life.happens(START, control(3));
        assertThat(life.log).doesNotContain("run start_pre 1").doesNotContain("run start 0 main");
        life.happens(EMPTY);
        assertThat(life.state.sub()).isEqualTo(Sub.FAILED);
        assertThat(life.state.result()).isEqualTo(ServiceResult.EXIT_CODE);
    }

    @Test
    void aFailureThatIsIgnoredChangesNothing() {
        var life = new Life(settings().commands(Phase.START_PRE, true).commands(Phase.START, true));
        life.happens(START, control(3));
        assertThat(life.state.sub()).isEqualTo(Sub.RUNNING);
        life.happens(main(1), EMPTY);
        assertThat(life.state.sub()).isEqualTo(Sub.DEAD);
    }

    @Test
    void aOneshotRunsItsCommandsThenStops() {
        var life = new Life(settings()
                .type(ServiceType.ONESHOT)
                .commands(Phase.START, false, false)
                .noStartTimeout());
        life.happens(START);
        assertThat(life.log).containsExactly("start", "run start 0 main", "timer none");
        life.happens(main(0));
        assertThat(life.log).endsWith("run start 1 main");
        assertThat(life.state.sub()).isEqualTo(Sub.START);
        life.happens(main(0), EMPTY);
        assertThat(life.state.sub()).isEqualTo(Sub.DEAD);
    }

    @Test
    void aOneshotThatRemainsIsActiveUntilItIsStopped() {
        var life = new Life(settings().type(ServiceType.ONESHOT).remain());
        life.happens(START, main(0));
        assertThat(life.state.sub()).isEqualTo(Sub.EXITED);
        life.happens(STOP, EMPTY);
        assertThat(life.state.sub()).isEqualTo(Sub.DEAD);
    }

    @Test
    void aOneshotEndedByASignalHasFailedButADaemonHasNot() {
        var oneshot = new Life(settings().type(ServiceType.ONESHOT));
        oneshot.happens(START, killed(Signals.SIGTERM), EMPTY);
        assertThat(oneshot.state.result()).isEqualTo(ServiceResult.SIGNAL);
        var daemon = new Life(settings());
        daemon.happens(START, killed(Signals.SIGTERM), EMPTY);
        assertThat(daemon.state.result()).isEqualTo(ServiceResult.SUCCESS);
    }

    @Test
    void stopCommandsAreRunAfterAGoodEndAndNotAfterABadOne() {
        var good = new Life(settings().commands(Phase.STOP, false));
        good.happens(START, main(0));
        assertThat(good.log).contains("run stop 0");
        var bad = new Life(settings().commands(Phase.STOP, false));
        bad.happens(START, main(1));
        assertThat(bad.log).doesNotContain("run stop 0");
    }

    @Test
    void stopPostCommandsAreAlwaysRun() {
        var life = new Life(settings().commands(Phase.STOP_POST, false));
        life.happens(START, main(1), EMPTY);
        assertThat(life.log).contains("run stop_post 0");
    }

    @Test
    void exitStatusesThatCountAsSuccessAre() {
        var life = new Life(settings().success(new ExitStatusSet(Set.of(143), Set.of(Signals.SIGKILL))));
        life.happens(START, main(143), EMPTY);
        assertThat(life.state.result()).isEqualTo(ServiceResult.SUCCESS);
        life.happens(START, killed(Signals.SIGKILL), EMPTY);
        assertThat(life.state.result()).isEqualTo(ServiceResult.SUCCESS);
    }

    @ParameterizedTest
    @CsvSource({
        "CONTROL_GROUP, kill 15 all",
        "MIXED, kill 15",
        "PROCESS, kill 15",
    })
    void theSignalReachesWhomTheModeSays(KillMode mode, String expected) {
        var life = new Life(settings().killing(mode, true));
        life.happens(START);
        life.clear();
        life.happens(STOP);
        assertThat(life.log).startsWith(expected);
    }

    @Test
    void mixedKillsTheOthersWhenTheMainProcessIsGone() {
        var life = new Life(settings().killing(KillMode.MIXED, true));
        life.happens(START, STOP);
        life.clear();
        life.happens(main(0));
        assertThat(life.log).contains("kill 9 all", "final-sigkill");
        life.happens(EMPTY);
        assertThat(life.state.sub()).isEqualTo(Sub.DEAD);
    }

    @Test
    void processLeavesTheOthersAlone() {
        var life = new Life(settings().killing(KillMode.PROCESS, true));
        life.happens(START, STOP, main(0));
        assertThat(life.state.sub()).isEqualTo(Sub.DEAD);
        assertThat(life.log).doesNotContain("kill 15 all", "kill 9 all");
    }

    @Test
    void noneSendsNothing() {
        var life = new Life(settings().killing(KillMode.NONE, true));
        life.happens(START, STOP);
        assertThat(life.state.sub()).isEqualTo(Sub.DEAD);
        assertThat(life.log).noneMatch(line -> line.startsWith("kill"));
    }

    @Test
    void whoDoesNotHeedTheSignalIsKilled() {
        var life = new Life(settings());
        life.happens(START, STOP);
        life.clear();
        life.happens(TIMER);
        assertThat(life.log).contains("kill 9 all", "stop-sigkill");
        life.happens(killed(Signals.SIGKILL), EMPTY);
        assertThat(life.state.sub()).isEqualTo(Sub.FAILED);
        assertThat(life.state.result()).isEqualTo(ServiceResult.TIMEOUT);
    }

    @Test
    void withoutTheLastMeansNobodyIsKilled() {
        var life = new Life(settings().killing(KillMode.CONTROL_GROUP, false));
        life.happens(START, STOP, TIMER, TIMER);
        assertThat(life.log).noneMatch(line -> line.startsWith("kill 9"));
        assertThat(life.state.sub()).isEqualTo(Sub.FAILED);
    }

    @Test
    void aStopWhileItStartsWinsAndNothingIsRestarted() {
        var life = new Life(settings().commands(Phase.START_PRE, false).restart(Restart.ALWAYS));
        life.happens(START, STOP, controlKilled(Signals.SIGTERM), EMPTY);
        assertThat(life.state.sub()).isEqualTo(Sub.DEAD);
        assertThat(life.log).doesNotContain("run start 0 main", "auto-restart");
    }

    @ParameterizedTest
    @CsvSource({
        // Restart,   clean exit, exit 1, SIGKILL, core dump, timeout
        "NO,          false, false, false, false, false",
        "ALWAYS,      true,  true,  true,  true,  true",
        "ON_SUCCESS,  true,  false, false, false, false",
        "ON_FAILURE,  false, true,  true,  true,  true",
        "ON_ABNORMAL, false, false, true,  true,  true",
        "ON_ABORT,    false, false, true,  true,  false",
        "ON_WATCHDOG, false, false, false, false, false",
    })
    void restartsByTheTableOfTheManual(
            Restart restart, boolean clean, boolean unclean, boolean signal, boolean dump, boolean timeout) {
        assertThat(restartsAfter(restart, main(0))).isEqualTo(clean);
        assertThat(restartsAfter(restart, main(1))).isEqualTo(unclean);
        assertThat(restartsAfter(restart, killed(Signals.SIGKILL))).isEqualTo(signal);
        assertThat(restartsAfter(restart, new ServiceEvent.MainExited(new ExitStatus.Killed(11, true))))
                .isEqualTo(dump);
        var life = new Life(settings().restart(restart).running(Duration.ofSeconds(5)));
        life.happens(START, TIMER, killed(Signals.SIGTERM), EMPTY);
        assertThat(life.state.sub() == Sub.AUTO_RESTART).isEqualTo(timeout);
    }

    private static boolean restartsAfter(Restart restart, ServiceEvent end) {
        var life = new Life(settings().restart(restart));
        life.happens(START, end, EMPTY);
        return life.state.sub() == Sub.AUTO_RESTART;
    }

    @Test
    void anUnknownEndCountsAsAFailure() {
        assertThat(restartsAfter(Restart.ON_FAILURE, new ServiceEvent.MainExited(ExitStatus.unknown())))
                .isTrue();
    }

    @Test
    void anUnknownEndAfterTheSignalDoesNot() {
        var life = new Life(settings());
        life.happens(START, STOP, new ServiceEvent.MainExited(ExitStatus.unknown()), EMPTY);
        assertThat(life.state.sub()).isEqualTo(Sub.DEAD);
    }

    @Test
    void aCommandWhoseEndNobodySawCountsAsDone() {
        var life = new Life(settings().commands(Phase.START_PRE, false));
        life.happens(START, new ServiceEvent.ControlExited(ExitStatus.unknown()));
        assertThat(life.state.sub()).isEqualTo(Sub.RUNNING);
    }

    @Test
    void aRestartWaitsAndCountsAndAsksForItself() {
        var life = new Life(settings().restart(Restart.ALWAYS));
        life.happens(START, main(1), EMPTY);
        assertThat(life.log).endsWith("failed", "auto-restart", "timer PT0.1S");
        life.clear();
        life.happens(TIMER);
        assertThat(life.log).containsExactly("say Scheduled restart job, restart counter is at 1.", "restart now");
        life.happens(new ServiceEvent.Start(false));
        assertThat(life.state.restarts()).isEqualTo(1);
        life.happens(main(1), EMPTY, START);
        assertThat(life.state.restarts()).as("asked for from outside").isZero();
    }

    @Test
    void someExitStatusesPreventARestartAndSomeForceIt() {
        var prevent = new Life(settings().restarting(Restart.ALWAYS, Set.of(7), Set.of()));
        prevent.happens(START, main(7), EMPTY);
        assertThat(prevent.state.sub()).isEqualTo(Sub.FAILED);
        var force = new Life(settings().restarting(Restart.NO, Set.of(), Set.of(7)));
        force.happens(START, main(7), EMPTY);
        assertThat(force.state.sub()).isEqualTo(Sub.AUTO_RESTART);
    }

    @Test
    void aConditionThatSaysNoIsNoFailure() {
        var life = new Life(settings().commands(Phase.CONDITION, false).restart(Restart.ALWAYS));
        life.happens(START, control(1), EMPTY);
        assertThat(life.state.sub()).isEqualTo(Sub.DEAD);
        assertThat(life.state.result()).isEqualTo(ServiceResult.EXEC_CONDITION);
    }

    @Test
    void aForkingServiceIsUpWhenItsMainProcessIsKnown() {
        var life = new Life(settings().type(ServiceType.FORKING).pidFile());
        life.happens(START);
        assertThat(life.log).containsExactly("start", "run start 0", "timer PT1M30S");
        life.happens(control(0));
        assertThat(life.log).endsWith("find main");
        assertThat(life.state.sub()).isEqualTo(Sub.START);
        life.happens(new ServiceEvent.MainFound(true));
        assertThat(life.state.sub()).isEqualTo(Sub.RUNNING);
        life.happens(main(0), EMPTY);
        assertThat(life.state.sub()).isEqualTo(Sub.DEAD);
    }

    @Test
    void aForkingServiceThatNeverWroteItsPidFileHasFailed() {
        var life = new Life(settings().type(ServiceType.FORKING).pidFile());
        life.happens(START, control(0), new ServiceEvent.MainFound(false), EMPTY);
        assertThat(life.state.result()).isEqualTo(ServiceResult.PROTOCOL);
    }

    @Test
    void withoutAMainProcessTheGroupIsWhatRuns() {
        var life = new Life(settings().type(ServiceType.FORKING));
        life.happens(START, control(0), new ServiceEvent.MainFound(false));
        assertThat(life.state.sub()).isEqualTo(Sub.RUNNING);
        assertThat(life.log).endsWith("watch group");
        life.happens(EMPTY);
        assertThat(life.state.sub()).isEqualTo(Sub.DEAD);
    }

    @Test
    void aReadyServiceSaysThatItStops() {
        var life = new Life(settings().type(ServiceType.NOTIFY));
        life.happens(START, READY, new ServiceEvent.Stopping());
        assertThat(life.state.sub()).isEqualTo(Sub.STOP_SIGTERM);
        life.happens(main(0), EMPTY);
        assertThat(life.state.sub()).isEqualTo(Sub.DEAD);
    }

    @Test
    void anAdoptedStopSendsItsSignalAgain() {
        Life life = reach("stop-sigterm");
        life.clear();
        life.happens(ADOPTED);
        assertThat(life.log).contains("kill 15 all", "timer PT1M30S");
    }

    @Test
    void anAdoptedServiceThatWaitsToRestartGoesOnWaiting() {
        Life life = reach("auto-restart");
        life.clear();
        life.happens(ADOPTED);
        assertThat(life.log).containsExactly("timer PT0.1S");
    }

    // ---- pieces

    private static ServiceEvent main(int code) {
        return new ServiceEvent.MainExited(ExitStatus.exited(code));
    }

    private static ServiceEvent control(int code) {
        return new ServiceEvent.ControlExited(ExitStatus.exited(code));
    }

    private static ServiceEvent killed(int signal) {
        return new ServiceEvent.MainExited(new ExitStatus.Killed(signal, false));
    }

    private static ServiceEvent controlKilled(int signal) {
        return new ServiceEvent.ControlExited(new ExitStatus.Killed(signal, false));
    }

    private static Builder settings() {
        return new Builder();
    }

    /** A service, and what it was told to do. */
    private static final class Life {
        private final ServiceSettings settings;
        private final List<String> log = new ArrayList<>();
        private ServiceState state = ServiceState.INITIAL;

        Life(Builder builder) {
            this.settings = builder.build();
        }

        void happens(ServiceEvent... events) {
            for (ServiceEvent event : events) {
                var outcome = ServiceMachine.step(settings, state, event);
                state = outcome.state();
                outcome.effects().forEach(effect -> log.add(words(effect)));
            }
        }

        void clear() {
            log.clear();
        }

        private static String words(Effect effect) {
            return switch (effect) {
                case Effect.Run run ->
                    "run " + run.phase().name().toLowerCase(Locale.ROOT) + " " + run.command()
                            + (run.main() ? " main" : "");
                case Effect.Kill kill -> "kill " + kill.signal() + (kill.all() ? " all" : "");
                case Effect.FindMain find -> "find main";
                case Effect.WatchGroup watch -> "watch group";
                case Effect.SetTimer timer ->
                    "timer " + timer.delay().map(Duration::toString).orElse("none");
                case Effect.Entered entered -> entered.to().word();
                case Effect.RestartNow now -> "restart now";
                case Effect.Say say -> "say " + say.words();
            };
        }
    }

    private static final class Builder {
        private final Map<Phase, List<Boolean>> commands = new EnumMap<>(Map.of(Phase.START, List.of(false)));
        private ServiceType type = ServiceType.SIMPLE;
        private boolean remain;
        private boolean pidFile;
        private Restarting restarting = Restarting.DEFAULT;
        private Timeouts timeouts = Timeouts.DEFAULT;
        private Killing killing = Killing.DEFAULT;
        private ExitStatusSet success = ExitStatusSet.EMPTY;

        Builder type(ServiceType value) {
            type = value;
            return this;
        }

        Builder commands(Phase phase, Boolean... ignoresFailure) {
            commands.put(phase, Arrays.asList(ignoresFailure));
            return this;
        }

        Builder everyPhase() {
            for (Phase phase : Phase.values()) {
                commands(phase, false);
            }
            return this;
        }

        Builder remain() {
            remain = true;
            return this;
        }

        Builder pidFile() {
            pidFile = true;
            return this;
        }

        Builder noStartTimeout() {
            timeouts = new Timeouts(Optional.empty(), timeouts.stop(), timeouts.running());
            return this;
        }

        Builder running(Duration most) {
            timeouts = new Timeouts(timeouts.start(), timeouts.stop(), Optional.of(most));
            return this;
        }

        Builder killing(KillMode mode, boolean lastMeans) {
            killing = new Killing(mode, Signals.SIGTERM, false, lastMeans, Signals.SIGKILL);
            return this;
        }

        Builder success(ExitStatusSet value) {
            success = value;
            return this;
        }

        Builder restart(Restart when) {
            return restarting(when, Set.of(), Set.of());
        }

        Builder restarting(Restart when, Set<Integer> prevent, Set<Integer> force) {
            restarting = new Restarting(
                    when,
                    Restarting.DEFAULT.delay(),
                    new ExitStatusSet(prevent, Set.of()),
                    new ExitStatusSet(force, Set.of()));
            return this;
        }

        ServiceSettings build() {
            return new ServiceSettings(type, commands, remain, pidFile, true, restarting, timeouts, killing, success);
        }
    }
}
