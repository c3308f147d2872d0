package dev.flotilla.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.flotilla.agent.runtime.JobResult.Outcome;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Runtime} does, whatever it is made of. A subclass opens one on a real machine; unit names begin with a
 * prefix of the test run's, so that it may be one in use.
 */
public abstract class RuntimeContract extends RuntimeHarness {
    // ---- loading

    @Test
    void aLoadedUnitIsListedWithItsHashAndDoesNotRun() {
        UnitFile file = service("ExecStart=/bin/sleep 1000");
        load("a.service", file);
        RuntimeUnit unit = unit("a.service");
        assertThat(unit.hash()).isEqualTo(file.hash());
        assertThat(words(unit)).isEqualTo("loaded inactive dead");
        assertThat(unit.status().mainPid()).isEmpty();
    }

    @Test
    void aUnitThatMakesNoSenseIsLoadedAsBadSettingAndSpoilsNoOther() {
        get(runtime()
                .load(List.of(
                        new UnitToLoad(
                                name("bad.service"), service("Type=oneshot\nRestart=always\nExecStart=/bin/true")),
                        new UnitToLoad(name("good.service"), service("ExecStart=/bin/sleep 1000")))));
        assertThat(unit("bad.service").status().load()).isEqualTo("bad-setting");
        assertThat(unit("bad.service").status().detail()).isNotEmpty();
        assertThat(start("bad.service").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(start("good.service").isDone()).isTrue();
    }

    @Test
    void newContentOfARunningUnitLeavesItsProcessAlone() {
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        start("a.service");
        long pid = unit("a.service").status().mainPid().orElseThrow();
        UnitFile next = service("ExecStart=/bin/sleep 2000");
        load("a.service", next);
        assertThat(unit("a.service").hash()).isEqualTo(next.hash());
        assertThat(unit("a.service").status().mainPid()).hasValue(pid);
        assertThat(get(runtime().restart(name("a.service"))).isDone()).isTrue();
        long newPid = unit("a.service").status().mainPid().orElseThrow();
        assertThat(newPid).isNotEqualTo(pid);
        // A simple service counts as up before its program is executed.
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        ProcessHandle.of(newPid).flatMap(p -> p.info().arguments()))
                .hasValueSatisfying(words -> assertThat(words).containsExactly("2000")));
    }

    @Test
    void whatWasNeverLoadedCannotBeStarted() {
        assertThatThrownBy(() -> start("nosuch.service"))
                .isInstanceOfSatisfying(
                        FlotillaException.class, e -> assertThat(e.error()).isInstanceOf(FlotillaError.NotFound.class));
    }

    // ---- starting and stopping

    @Test
    void aStartedServiceRunsUntilItIsStopped() {
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        assertThat(start("a.service").isDone()).isTrue();
        assertThat(words(unit("a.service"))).isEqualTo("loaded active running");
        long pid = unit("a.service").status().mainPid().orElseThrow();
        assertThat(ProcessHandle.of(pid)).isPresent();

        assertThat(stop("a.service").isDone()).isTrue();
        assertThat(words(unit("a.service"))).isEqualTo("loaded inactive dead");
        assertThat(hasEnded(pid)).isTrue();
    }

    @Test
    void startingWhatRunsChangesNothing() {
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        start("a.service");
        RuntimeUnit before = unit("a.service");
        assertThat(start("a.service").isDone()).isTrue();
        assertThat(unit("a.service")).isEqualTo(before);
    }

    @Test
    void stoppingWhatDoesNotRunIsDone() {
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        assertThat(stop("a.service").isDone()).isTrue();
    }

    @Test
    void aRestartGivesANewProcess() {
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        start("a.service");
        long before = unit("a.service").status().mainPid().orElseThrow();
        assertThat(get(runtime().restart(name("a.service"))).isDone()).isTrue();
        assertThat(words(unit("a.service"))).isEqualTo("loaded active running");
        assertThat(unit("a.service").status().mainPid().orElseThrow()).isNotEqualTo(before);
    }

    @Test
    void aRestartOfWhatDoesNotRunStartsIt() {
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        assertThat(get(runtime().restart(name("a.service"))).isDone()).isTrue();
        assertThat(unit("a.service").status().isActive()).isTrue();
    }

    @Test
    void everyChangeIsTold() {
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        start("a.service");
        stop("a.service");
        get(runtime().unload(List.of(name("a.service"))));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events().of(name("a.service")))
                .containsSubsequence("inactive dead", "active running", "inactive dead", "removed"));
    }

    @Test
    void aCommandThatIsNotThereFailsTheUnitWithTheReason() {
        load("a.service", service("ExecStart=/nonexistent/program"));
        start("a.service");
        awaitUnit("a.service", unit -> unit.status().isFailed());
        assertThat(unit("a.service").status().sub()).isEqualTo("failed");
        assertThat(unit("a.service").status().detail()).contains("exit-code");
    }

    @Test
    void aServiceThatEndsBadlyIsFailedAndCanBeStartedAgain() throws IOException {
        Path flag = scratch.resolve("flag");
        load("a.service", service("ExecStart=/bin/sh -c 'test -e " + flag + " && exec sleep 1000; exit 3'"));
        start("a.service");
        awaitUnit("a.service", unit -> unit.status().isFailed());
        Files.createFile(flag);
        assertThat(start("a.service").isDone()).isTrue();
        assertThat(words(unit("a.service"))).isEqualTo("loaded active running");
    }

    @Test
    void aServiceThatEndsWellIsInactive() {
        load("a.service", service("ExecStart=/bin/true"));
        start("a.service");
        awaitUnit("a.service", unit -> words(unit).equals("loaded inactive dead"));
    }

    @Test
    void allCommandsOfAStartAreRunInOrder() throws IOException {
        Path out = scratch.resolve("out");
        load(
                "a.service",
                service("ExecStartPre=-/bin/false\nExecStartPre=/bin/sh -c 'echo pre >> " + out + "'\n"
                        + "ExecStart=/bin/sh -c 'echo main >> " + out + "; exec sleep 1000'\n"
                        + "ExecStartPost=/bin/sh -c 'while ! grep -q main " + out + "; do :; done; echo post >> " + out
                        + "'\n"
                        + "ExecStop=/bin/sh -c 'echo stop $MAINPID >> " + out + "'\n"
                        + "ExecStopPost=/bin/sh -c 'echo stop-post $SERVICE_RESULT >> " + out + "'"));
        assertThat(start("a.service").isDone()).isTrue();
        long pid = unit("a.service").status().mainPid().orElseThrow();
        assertThat(stop("a.service").isDone()).isTrue();
        assertThat(Files.readAllLines(out)).containsExactly("pre", "main", "post", "stop " + pid, "stop-post success");
    }

    @Test
    void aFailingPreparationFailsTheStart() {
        load("a.service", service("ExecStartPre=/bin/sh -c 'exit 7'\nExecStart=/bin/sleep 1000"));
        assertThat(start("a.service").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(words(unit("a.service"))).isEqualTo("loaded failed failed");
    }

    @Test
    void aOneshotIsDoneWhenItsCommandsAre() throws IOException {
        Path out = scratch.resolve("out");
        load(
                "a.service",
                service("Type=oneshot\nExecStart=/bin/sh -c 'echo 1 >> " + out + "'\nExecStart=/bin/sh -c 'echo 2 >> "
                        + out + "'"));
        assertThat(start("a.service").isDone()).isTrue();
        assertThat(Files.readAllLines(out)).containsExactly("1", "2");
        assertThat(words(unit("a.service"))).isEqualTo("loaded inactive dead");
    }

    @Test
    void aOneshotMayRemainActive() {
        load("a.service", service("Type=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true"));
        assertThat(start("a.service").isDone()).isTrue();
        assertThat(words(unit("a.service"))).isEqualTo("loaded active exited");
        assertThat(stop("a.service").isDone()).isTrue();
        assertThat(words(unit("a.service"))).isEqualTo("loaded inactive dead");
    }

    @Test
    void aServiceThatFailsIsRestartedWhenItAsksForThat() {
        load("a.service", service("Restart=on-failure\nRestartSec=50ms\nExecStart=/bin/sleep 1000"));
        start("a.service");
        long before = unit("a.service").status().mainPid().orElseThrow();
        ProcessHandle.of(before).orElseThrow().destroyForcibly();
        awaitUnit(
                "a.service",
                unit -> unit.status().isActive()
                        && unit.status().mainPid().isPresent()
                        && unit.status().mainPid().getAsLong() != before);
        assertThat(events().of(name("a.service"))).contains("activating auto-restart");
    }

    @Test
    void aServiceThatIsStoppedIsNotRestarted() {
        load("a.service", service("Restart=always\nRestartSec=10ms\nExecStart=/bin/sleep 1000"));
        start("a.service");
        stop("a.service");
        assertThat(words(unit("a.service"))).isEqualTo("loaded inactive dead");
        assertThat(events().of(name("a.service"))).doesNotContain("activating auto-restart");
    }

    @Test
    void aStopReachesEveryProcessOfTheUnit() throws IOException {
        Path pids = scratch.resolve("pids");
        load(
                "a.service",
                service("ExecStart=/bin/sh -c 'sleep 1001 & echo $! >> " + pids + "; setsid sleep 1002 & echo $! >> "
                        + pids + "; wait'"));
        start("a.service");
        await().atMost(PATIENCE)
                .until(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 2);
        stop("a.service");
        for (String pid : Files.readAllLines(pids)) {
            assertThat(hasEnded(Long.parseLong(pid))).isTrue();
        }
    }

    @Test
    void aServiceThatIgnoresTheSignalIsKilledAfterItsTimeout() {
        load(
                "a.service",
                service("TimeoutStopSec=300ms\nExecStart=/bin/sh -c 'trap \"\" TERM; touch " + scratch.resolve("up")
                        + "; while :; do sleep 0.05; done'"));
        start("a.service");
        await().atMost(PATIENCE).until(() -> Files.exists(scratch.resolve("up")));
        assertThat(stop("a.service").isDone()).isTrue();
        assertThat(words(unit("a.service"))).isEqualTo("loaded failed failed");
        assertThat(unit("a.service").status().detail()).contains("timeout");
    }

    @Test
    void aStopTakesTheePlaceOfAStartThatIsStillUnderWay() {
        load("a.service", service("ExecStartPre=/bin/sleep 1000\nExecStart=/bin/sleep 1000"));
        CompletableFuture<JobResult> start = runtime().start(name("a.service"));
        awaitUnit("a.service", unit -> unit.status().sub().equals("start-pre"));
        assertThat(stop("a.service").isDone()).isTrue();
        assertThat(get(start).outcome()).isEqualTo(Outcome.CANCELED);
        assertThat(unit("a.service").status().isDown()).isTrue();
    }

    @Test
    void unloadingARunningUnitStopsItFirst() {
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        start("a.service");
        long pid = unit("a.service").status().mainPid().orElseThrow();
        get(runtime().unload(List.of(name("a.service"), name("unknown.service"))));
        assertThat(runtime().list()).doesNotContainKey(name("a.service"));
        assertThat(hasEnded(pid)).isTrue();
    }

    @Test
    void aUnitThatWasUnloadedCanBeLoadedAgainAtOnce() {
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        start("a.service");
        CompletableFuture<Void> unloaded = runtime().unload(List.of(name("a.service")));
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        assertThat(start("a.service").isDone()).isTrue();
        assertThat(unloaded).isCompleted();
        assertThat(words(unit("a.service"))).isEqualTo("loaded active running");
    }

    @Test
    void specifiersAndVariablesAreReplaced() throws IOException {
        Path out = scratch.resolve("out");
        load(
                "a@7.service",
                service("Environment=\"WORDS=two words\" HOW=well\n"
                        + "ExecStart=/bin/sh -c 'echo %i %n \"$1\" \"$2\" > " + out
                        + "' sh ${WORDS} $HOW\nType=oneshot"));
        assertThat(start("a@7.service").isDone()).isTrue();
        assertThat(Files.readString(out)).isEqualTo("7 " + name("a@7.service") + " two words well\n");
    }

    // ---- others

    @Test
    void whatAUnitRequiresIsStartedToo() {
        load(
                "a.service",
                unit("Requires=" + name("b.service") + "\nAfter=" + name("b.service"), "ExecStart=/bin/sleep 1000"));
        load("b.service", service("ExecStart=/bin/sleep 1000"));
        assertThat(start("a.service")).isEqualTo(JobResult.done());
        // What is told of one unit may come a moment after what is told of another.
        awaitUnit("b.service", unit -> unit.status().isActive());
    }

    @Test
    void aStartFailsWithWhatItRequires() {
        load(
                "a.service",
                unit("Requires=" + name("b.service") + "\nAfter=" + name("b.service"), "ExecStart=/bin/sleep 1000"));
        load("b.service", service("Type=oneshot\nExecStart=/bin/false"));
        JobResult result = start("a.service");
        assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.DEPENDENCY);
        assertThat(unit("a.service").status().active()).isEqualTo("inactive");
        awaitUnit("b.service", unit -> unit.status().isFailed());
    }

    @Test
    void aRequiredUnitThatNobodyKnowsFailsTheStart() {
        load("a.service", unit("Requires=" + name("nosuch.service"), "ExecStart=/bin/sleep 1000"));
        JobResult result = start("a.service");
        assertThat(result.isDone()).isFalse();
        assertThat(result.words()).contains(name("nosuch.service") + " not found");
    }

    @Test
    void aWantedUnitThatNobodyKnowsIsPassedOver() {
        load("a.service", unit("Wants=" + name("nosuch.service"), "ExecStart=/bin/sleep 1000"));
        assertThat(start("a.service").isDone()).isTrue();
    }

    @Test
    void unitsStartAndStopInTheirOrder() throws IOException {
        Path out = scratch.resolve("out");
        for (String one : List.of("first", "second")) {
            String order = one.equals("second")
                    ? "Requires=" + name("first.service") + "\nAfter=" + name("first.service")
                    : "Description=one";
            load(
                    one + ".service",
                    unit(
                            order,
                            "Type=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c 'sleep 0.1; echo +" + one + " >> "
                                    + out + "'\nExecStop=/bin/sh -c 'sleep 0.1; echo -" + one + " >> " + out + "'"));
        }
        assertThat(start("second.service").isDone()).isTrue();
        assertThat(stop("first.service").isDone()).isTrue();
        assertThat(Files.readAllLines(out)).containsExactly("+first", "+second", "-second", "-first");
    }

    @Test
    void aUnitStopsWithTheOneItIsBoundTo() {
        load(
                "a.service",
                unit("BindsTo=" + name("b.service") + "\nAfter=" + name("b.service"), "ExecStart=/bin/sleep 1000"));
        load("b.service", service("ExecStart=/bin/sleep 1000"));
        start("a.service");
        ProcessHandle.of(unit("b.service").status().mainPid().orElseThrow())
                .orElseThrow()
                .destroyForcibly();
        awaitUnit("b.service", unit -> unit.status().isFailed());
        awaitUnit("a.service", unit -> words(unit).equals("loaded inactive dead"));
    }

    @Test
    void aPartStopsAndRestartsWithTheWhole() {
        load("part.service", unit("PartOf=" + name("whole.service"), "ExecStart=/bin/sleep 1000"));
        load("whole.service", service("ExecStart=/bin/sleep 1000"));
        start("whole.service");
        start("part.service");
        long before = unit("part.service").status().mainPid().orElseThrow();
        get(runtime().restart(name("whole.service")));
        awaitUnit(
                "part.service",
                unit -> unit.status().isActive() && unit.status().mainPid().orElse(before) != before);
        stop("whole.service");
        awaitUnit("part.service", unit -> unit.status().isDown());
    }

    @Test
    void aUnitThatConflictsIsStopped() {
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        load("b.service", unit("Conflicts=" + name("a.service"), "ExecStart=/bin/sleep 1000"));
        start("a.service");
        assertThat(start("b.service").isDone()).isTrue();
        awaitUnit("a.service", unit -> unit.status().isDown());
        assertThat(unit("b.service").status().isActive()).isTrue();
    }

    @Test
    void manyUnitsStartAtOnce() {
        List<UnitName> names = IntStream.range(0, 60)
                .mapToObj(i -> name("many@" + i + ".service"))
                .toList();
        get(runtime()
                .load(names.stream()
                        .map(name -> new UnitToLoad(name, service("ExecStart=/bin/sleep 1000")))
                        .toList()));
        List<CompletableFuture<JobResult>> starts =
                names.stream().map(runtime()::start).toList();
        starts.forEach(start -> assertThat(get(start).isDone()).isTrue());
        assertThat(runtime().list().values()).allMatch(unit -> unit.status().isActive());
    }

    // ---- logs

    @Test
    void theLastLinesOfALogAreHandedOver() {
        load("a.service", service("Type=oneshot\nExecStart=/bin/sh -c 'for i in 1 2 3; do echo line $i; done'"));
        start("a.service");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(read("a.service", LogQuery.last(100))))
                .containsSubsequence("line 1", "line 2", "line 3"));
        LogLine line = read("a.service", LogQuery.last(100)).stream()
                .filter(l -> l.text().equals("line 2"))
                .findFirst()
                .orElseThrow();
        assertThat(line.identifier()).isEqualTo("sh");
        assertThat(line.pid()).isPositive();
        assertThat(line.time()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(read("a.service", LogQuery.last(2))).hasSize(2);
        assertThat(read("a.service", LogQuery.last(0))).isEmpty();
    }

    @Test
    void linesBeforeATimeAreLeftOut() {
        load("a.service", service("Type=oneshot\nExecStart=/bin/echo hello"));
        start("a.service");
        await().atMost(PATIENCE)
                .until(() -> texts(read("a.service", LogQuery.last(100))).contains("hello"));
        Instant later = Instant.now().plusSeconds(60);
        assertThat(read("a.service", new LogQuery(LogQuery.ALL, false, Optional.of(later))))
                .isEmpty();
    }

    @Test
    void aLogIsFollowed() throws IOException {
        Path gate = scratch.resolve("gate");
        load(
                "a.service",
                service("ExecStart=/bin/sh -c 'echo before; while ! test -e " + gate
                        + "; do sleep 0.02; done; echo after; exec sleep 1000'"));
        start("a.service");
        await().atMost(PATIENCE)
                .until(() -> texts(read("a.service", LogQuery.last(100))).contains("before"));
        var sink = new Lines();
        try (Subscription following = runtime().logs(name("a.service"), LogQuery.follow(100), sink)) {
            await().atMost(PATIENCE).until(() -> texts(sink.lines()).contains("before"));
            Files.createFile(gate);
            await().atMost(PATIENCE).until(() -> texts(sink.lines()).contains("after"));
            assertThat(sink.isEnded()).isFalse();
        }
    }

    @Test
    void aLogOfAnUnknownUnitIsNotFound() {
        var sink = new Lines();
        runtime().logs(name("nosuch.service"), LogQuery.last(10), sink);
        await().atMost(PATIENCE).until(sink::isEnded);
        assertThat(sink.error()).containsInstanceOf(FlotillaError.NotFound.class);
    }

    // ---- status

    @Test
    void theStatusIsWhatSystemctlPrints() {
        load(
                "a.service",
                unit("Description=Says hello", "ExecStart=/bin/sh -c 'while :; do echo hello; sleep 0.1; done'"));
        assertThat(get(runtime().statusText(name("a.service"), 10)).exitStatus())
                .isEqualTo(3);
        start("a.service");
        // A line that is written before the journal knows its writer may not be told to be the unit's.
        await().atMost(PATIENCE)
                .until(() ->
                        get(runtime().statusText(name("a.service"), 10)).text().contains(": hello\n"));
        StatusText status = get(runtime().statusText(name("a.service"), 10));
        assertThat(status.exitStatus()).isZero();
        assertThat(status.text())
                .startsWith("\u25cf " + name("a.service") + " - Says hello\n")
                .contains("Loaded: loaded (")
                .contains("Active: active (running) since ")
                .contains("Main PID: " + unit("a.service").status().mainPid().orElseThrow())
                .contains(": hello\n");
    }

    @Test
    void theStatusOfAnUnknownUnitSaysSo() {
        StatusText status = get(runtime().statusText(name("nosuch.service"), 10));
        assertThat(status.exitStatus()).isEqualTo(4);
        assertThat(status.text()).contains("could not be found");
    }

    // ---- coming back

    @Test
    void runningUnitsOutliveTheRuntimeAndAreFoundAgain() throws Exception {
        UnitFile file = service("ExecStart=/bin/sleep 1000");
        load("a.service", file);
        load("idle.service", file);
        start("a.service");
        RuntimeUnit before = unit("a.service");
        reopen();
        assertThat(unit("a.service")).isEqualTo(before);
        assertThat(unit("idle.service").status().isDown()).isTrue();
        assertThat(unit("idle.service").hash()).isEqualTo(file.hash());
        long pid = before.status().mainPid().orElseThrow();
        stop("a.service");
        assertThat(hasEnded(pid)).isTrue();
    }

    @Test
    void theEndOfAUnitThatWasFoundAgainIsNoticed() throws Exception {
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        start("a.service");
        reopen();
        ProcessHandle.of(unit("a.service").status().mainPid().orElseThrow())
                .orElseThrow()
                .destroyForcibly();
        awaitUnit("a.service", unit -> unit.status().isFailed());
    }

    @Test
    void whatEndedMeanwhileIsNoticed() throws Exception {
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        start("a.service");
        long pid = unit("a.service").status().mainPid().orElseThrow();
        shut();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        await().atMost(PATIENCE).until(() -> hasEnded(pid));
        reopen();
        awaitUnit("a.service", unit -> unit.status().isFailed());
    }

    @Test
    void linesWrittenMeanwhileAreNotLost() throws Exception {
        Path gate = scratch.resolve("gate");
        load(
                "a.service",
                service("ExecStart=/bin/sh -c 'echo one; while ! test -e " + gate
                        + "; do sleep 0.02; done; echo two; touch " + gate + ".done; exec sleep 1000'"));
        start("a.service");
        await().atMost(PATIENCE)
                .until(() -> texts(read("a.service", LogQuery.last(100))).contains("one"));
        shut();
        Files.createFile(gate);
        await().atMost(PATIENCE).until(() -> Files.exists(Path.of(gate + ".done")));
        reopen();
        await().atMost(PATIENCE)
                .until(() -> texts(read("a.service", LogQuery.last(100))).contains("two"));
        assertThat(texts(read("a.service", LogQuery.last(100))))
                .containsOnlyOnce("one")
                .containsOnlyOnce("two");
    }

    @Test
    void aClosedRuntimeSaysSo() throws Exception {
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        runtime().close();
        try {
            assertThatThrownBy(() -> start("a.service"))
                    .isInstanceOfSatisfying(FlotillaException.class, e -> assertThat(e.error())
                            .isInstanceOf(FlotillaError.Unavailable.class));
        } finally {
            reopen();
        }
    }
}
