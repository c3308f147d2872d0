package dev.flotilla.agent.runtime.process.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.JobResult.Outcome;
import dev.flotilla.agent.runtime.LogLine;
import dev.flotilla.agent.runtime.UnitStatus;
import dev.flotilla.agent.runtime.UnitToLoad;
import dev.flotilla.agent.runtime.process.definition.UnitReader;
import dev.flotilla.agent.runtime.process.host.ExitStatus;
import dev.flotilla.agent.runtime.process.host.ProcessId;
import dev.flotilla.agent.runtime.process.host.Spawn;
import dev.flotilla.agent.runtime.process.host.UserEntry;
import dev.flotilla.agent.runtime.process.job.JobKind;
import dev.flotilla.agent.runtime.process.log.UnitLogs;
import dev.flotilla.model.command.Specifiers;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The supervisor on a made-up machine, where time passes when told. */
@Timeout(20)
class SupervisorTest {
    private static final ExitStatus GOOD = ExitStatus.exited(0);
    private static final ExitStatus BAD = ExitStatus.exited(1);

    @TempDir
    Path directory;

    private final FakeHost host = new FakeHost();
    private final List<UnitLogs> opened = new ArrayList<>();
    private UnitLogs logs;
    private Supervisor supervisor;
    private String bootId = "boot-1";
    private int invocations;

    @BeforeEach
    void open() {
        logs = new UnitLogs(directory, directory, 100_000, host.clock());
        opened.add(logs);
        supervisor = new Supervisor(new Supervisor.Settings(
                host,
                logs,
                new UnitStore(directory),
                new UnitReader(new UnitReader.Capabilities(true, "root", "0")),
                SupervisorTest::specifiers,
                name -> Optional.empty(),
                new MachineIdentity("machine", Optional.of("192.0.2.1")),
                bootId,
                "@notify",
                Map.of("LANGUAGE", "de"),
                () -> String.format("%032x", ++invocations)));
        supervisor.adopt();
        host.run();
    }

    @AfterEach
    void close() {
        opened.forEach(UnitLogs::close);
    }

    private static Specifiers specifiers(UnitName unit) {
        return new Specifiers(
                unit,
                "host",
                new Specifiers.Machine("machine", "boot", "6.1"),
                Specifiers.Directories.OF_SYSTEM,
                new Specifiers.User("root", "0", "/root", "/bin/sh"));
    }

    @Test
    void aRestartHappensAfterItsDelay() {
        load("a", "Restart=on-failure\nRestartSec=10\nExecStart=/bin/a");
        start("a");
        ends(0, BAD);
        assertThat(words("a")).isEqualTo("activating auto-restart");
        host.pass(Duration.ofSeconds(9));
        assertThat(host.spawned()).hasSize(1);
        host.pass(Duration.ofSeconds(1));
        assertThat(words("a")).isEqualTo("active running");
        assertThat(host.spawned()).hasSize(2);
        assertThat(host.spawned().get(0).environment().get("INVOCATION_ID"))
                .isNotEqualTo(host.spawned().get(1).environment().get("INVOCATION_ID"));
    }

    @Test
    void fiveStartsInTenSecondsAreTheLimit() {
        load("a", "Restart=always\nRestartSec=1\nExecStart=/bin/a");
        start("a");
        for (int i = 0; i < 5; i++) {
            assertThat(words("a")).isEqualTo("active running");
            ends(0, BAD);
            host.pass(Duration.ofSeconds(1));
        }
        assertThat(words("a")).isEqualTo("failed failed");
        assertThat(status("a").detail()).contains("start-limit-hit");
        assertThat(start("a").isDone()).isTrue();
        assertThat(words("a")).isEqualTo("active running");
    }

    @Test
    void slowFailuresAreRestartedForEver() {
        load("a", "Restart=always\nRestartSec=3\nExecStart=/bin/a");
        start("a");
        for (int i = 0; i < 20; i++) {
            ends(0, BAD);
            host.pass(Duration.ofSeconds(3));
            assertThat(words("a")).isEqualTo("active running");
        }
    }

    @Test
    void aRestartWhoseRequirementFailsIsOver() {
        load("b", "ExecStartPre=/bin/check\nExecStart=/bin/b");
        load("a", "Restart=always\nRestartSec=10\nExecStart=/bin/a", "Requires=b.service\nAfter=b.service");
        supervisor.submit(JobKind.START, name("a"));
        host.run();
        ends(0, GOOD);
        ends(0, BAD);
        ends(0, BAD);
        assertThat(words("a")).isEqualTo("activating auto-restart");
        host.pass(Duration.ofSeconds(10));
        assertThat(words("b")).isEqualTo("activating start-pre");
        ends(0, BAD);
        assertThat(words("a")).isEqualTo("inactive dead");
        assertThat(status("a").detail()).contains("Dependency failed for a.service");
        host.pass(Duration.ofMinutes(5));
        assertThat(words("a")).isEqualTo("inactive dead");
    }

    @Test
    void aRestartThatAConditionForbidsIsOver() throws IOException {
        Path flag = Files.createFile(directory.resolve("flag"));
        load("a", "Restart=always\nRestartSec=10\nExecStart=/bin/a", "ConditionPathExists=" + flag);
        start("a");
        Files.delete(flag);
        ends(0, BAD);
        host.pass(Duration.ofSeconds(10));
        assertThat(words("a")).isEqualTo("inactive dead");
        assertThat(status("a").detail()).contains("Condition check resulted in skipping it");
        Files.createFile(flag);
        assertThat(start("a").isDone()).isTrue();
        assertThat(words("a")).isEqualTo("active running");
    }

    @Test
    void aRestartThatAnAssertionForbidsIsOver() throws IOException {
        Path flag = Files.createFile(directory.resolve("flag"));
        load("a", "Restart=always\nRestartSec=10\nExecStart=/bin/a", "AssertPathExists=" + flag);
        start("a");
        Files.delete(flag);
        ends(0, GOOD);
        host.pass(Duration.ofSeconds(10));
        assertThat(words("a")).isEqualTo("inactive dead");
    }

    @Test
    void aRestartThatCannotBePlannedFailsTheUnit() {
        load("a", "Restart=always\nRestartSec=10\nExecStart=/bin/a");
        start("a");
        load("a", "Restart=always\nRestartSec=10\nExecStart=/bin/a", "Requires=gone.service");
        ends(0, GOOD);
        host.pass(Duration.ofSeconds(10));
        assertThat(words("a")).isEqualTo("failed failed");
        assertThat(status("a").detail()).contains("Unit gone.service not found.", "Failed with result 'resources'");
    }

    @Test
    void aStartThatIsRefusedLeavesTheRestartThatIsStillToCome() {
        load("b", "ExecStartPre=/bin/check\nExecStart=/bin/b");
        load("a", "Restart=always\nRestartSec=10\nExecStart=/bin/a", "Requires=b.service\nAfter=b.service");
        supervisor.submit(JobKind.START, name("a"));
        host.run();
        ends(0, GOOD);
        ends(0, BAD);
        ends(0, BAD);
        supervisor.submit(JobKind.START, name("a"));
        host.run();
        ends(0, BAD);
        assertThat(words("b")).isEqualTo("failed failed");
        assertThat(words("a")).isEqualTo("activating auto-restart");
        host.pass(Duration.ofSeconds(10));
        ends(0, GOOD);
        assertThat(words("a")).isEqualTo("active running");
    }

    @Test
    void whoDoesNotHeedTheSignalIsKilledAfterNinetySeconds() {
        load("a", "ExecStart=/bin/a");
        start("a");
        ProcessId main = host.living().getFirst();
        var stop = supervisor.submit(JobKind.STOP, name("a"));
        host.pass(Duration.ofSeconds(89));
        assertThat(host.signals()).containsExactly("15 to 100", "18 to 100");
        host.pass(Duration.ofSeconds(1));
        assertThat(host.signals()).endsWith("9 to 100");
        host.ends(main, new ExitStatus.Killed(9, false));
        assertThat(stop.join().isDone()).isTrue();
        assertThat(words("a")).isEqualTo("failed failed");
    }

    @Test
    void aProcessThatMayNotBeSignalledDoesNotHoldUpAStopForEver() {
        load("a", "TimeoutStopSec=10\nExecStart=/bin/sudo /bin/a");
        start("a");
        ProcessId main = host.living().getFirst();
        ProcessId child = host.forks(main);
        host.becomesAnothers(main);
        var stop = supervisor.submit(JobKind.STOP, name("a"));
        host.run();
        assertThat(words("a")).isEqualTo("deactivating stop-sigterm");
        assertThat(host.signals()).as("to the others").containsExactly("15 to " + child.pid(), "18 to " + child.pid());
        assertThat(log("a"))
                .contains("a.service: Failed to kill process " + main.pid() + ", ignoring: Operation not permitted");
        host.pass(Duration.ofSeconds(40));
        assertThat(words("a")).isEqualTo("failed failed");
        assertThat(status("a").detail())
                .isEqualTo("Failed with result 'timeout': Failed to kill process " + main.pid()
                        + ", ignoring: Operation not permitted");
        assertThat(stop).isDone();
    }

    @Test
    void aStopWaitsForChildrenToo() {
        load("a", "ExecStart=/bin/a");
        start("a");
        ProcessId main = host.living().getFirst();
        ProcessId child = host.forks(main);
        var stop = supervisor.submit(JobKind.STOP, name("a"));
        host.run();
        assertThat(host.signals()).contains("15 to " + child.pid());
        host.ends(main, GOOD);
        assertThat(stop).isNotDone();
        assertThat(words("a")).isEqualTo("deactivating final-sigterm");
        host.ends(child, GOOD);
        assertThat(stop.join().isDone()).isTrue();
        assertThat(words("a")).isEqualTo("inactive dead");
    }

    @Test
    void aChildThatAppearsWhileItStopsIsSignalledToo() {
        load("a", "ExecStart=/bin/a");
        start("a");
        ProcessId main = host.living().getFirst();
        supervisor.submit(JobKind.STOP, name("a"));
        host.run();
        ProcessId late = host.forks(main);
        host.ends(main, GOOD);
        assertThat(host.signals()).contains("15 to " + late.pid());
    }

    @Test
    void theEndOfTheMainProcessEndsItsChildren() {
        load("a", "ExecStart=/bin/a");
        start("a");
        ProcessId main = host.living().getFirst();
        ProcessId child = host.forks(main);
        host.ends(main, GOOD);
        assertThat(words("a")).isEqualTo("deactivating stop-sigterm");
        host.ends(child, GOOD);
        assertThat(words("a")).isEqualTo("inactive dead");
    }

    @Test
    void aProgramThatCannotBeExecutedFailsWith203() {
        load("a", "ExecStart=/nonexistent/a");
        supervisor.submit(JobKind.START, name("a"));
        host.pass(Duration.ofMillis(1));
        assertThat(words("a")).isEqualTo("failed failed");
        assertThat(status("a").detail()).contains("No such file or directory");
        assertThat(log("a")).anyMatch(line -> line.contains("status=203/EXEC"));
    }

    @Test
    void aProgramThatCanHaveNoPathFailsToo() {
        UnitName unit = UnitName.parse("a@x\\x00y.service");
        supervisor.load(List.of(new UnitToLoad(unit, file("ExecStart=/bin/%I"))));
        var start = supervisor.submit(JobKind.START, unit);
        host.pass(Duration.ofMillis(1));
        assertThat(start).isDone();
        assertThat(supervisor.list().get(unit).status().detail()).contains("Failed to locate executable");
    }

    @Test
    void aJobFailsWithTheReason() {
        load("a", "ExecStartPre=/bin/pre\nExecStart=/bin/a");
        var start = supervisor.submit(JobKind.START, name("a"));
        host.run();
        ends(0, ExitStatus.exited(7));
        JobResult result = start.join();
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.words())
                .isEqualTo("Failed with result 'exit-code': Control process exited, code=exited, status=7/n/a");
    }

    @Test
    void aSignalIsAsGoodAsItsUnitSays() {
        load("a", "KillSignal=SIGINT\nSendSIGHUP=yes\nFinalKillSignal=SIGQUIT\nTimeoutStopSec=1\nExecStart=/bin/a");
        start("a");
        supervisor.submit(JobKind.STOP, name("a"));
        host.pass(Duration.ofSeconds(1));
        assertThat(host.signals())
                .startsWith("2 to 100", "18 to 100", "1 to 100")
                .contains("3 to 100");
    }

    @Test
    void whatKillModeNoneLeftBehindDoesNotCountInTheNextRun() {
        load("a", "KillMode=none\nExecStartPre=/bin/pre\nExecStart=/bin/a");
        supervisor.submit(JobKind.START, name("a"));
        host.run();
        ends(0, GOOD);
        ProcessId left = host.living().getFirst();
        supervisor.submit(JobKind.STOP, name("a"));
        host.run();
        assertThat(words("a")).isEqualTo("inactive dead");
        assertThat(status("a").mainPid()).isEmpty();
        supervisor.submit(JobKind.START, name("a"));
        host.run();
        host.ends(left, BAD);
        ends(0, GOOD);
        assertThat(words("a")).isEqualTo("active running");
    }

    @Test
    void howWhatWasLeftBehindEndsIsNoFailureOfTheStoppedUnit() {
        load("a", "KillMode=none\nExecStart=/bin/a");
        start("a");
        supervisor.submit(JobKind.STOP, name("a"));
        host.run();
        ends(0, BAD);
        assertThat(words("a")).isEqualTo("inactive dead");
        assertThat(status("a").detail()).isEmpty();
    }

    // ---- over the agent's end

    @Test
    void anotherSupervisorFindsWhatRuns() {
        load("a", "ExecStart=/bin/a");
        load("b", "ExecStart=/bin/b");
        start("a");
        UnitStatus before = status("a");
        host.pass(Duration.ofMinutes(5));
        open();
        assertThat(status("a")).isEqualTo(before);
        assertThat(words("b")).isEqualTo("inactive dead");
        assertThat(host.spawned()).hasSize(1);
        ends(0, BAD);
        assertThat(words("a")).isEqualTo("failed failed");
    }

    @Test
    void theLargestUnitFileIsFoundToo() {
        String line = "Environment=A=" + "x".repeat(1009) + "\n"; // 1 KiB
        String service = "[Service]\nExecStart=/bin/a\n";
        String rest = "Environment=B=" + "x".repeat(1024 - 15 - service.length()) + "\n";
        UnitFile largest = UnitFile.parse("a.service", service + line.repeat(255) + rest);
        assertThat(largest.serialize()).hasSize(UnitFile.MAX_BYTES);
        supervisor.load(List.of(new UnitToLoad(name("a"), largest)));
        start("a");
        open();
        assertThat(words("a")).isEqualTo("active running");
        assertThat(supervisor.list().get(name("a")).hash()).isEqualTo(largest.hash());
    }

    @Test
    void anotherProcessWithTheSameNumberIsNotTakenForIt() {
        load("a", "ExecStart=/bin/a");
        start("a");
        ProcessId main = host.living().getFirst();
        host.pass(Duration.ofSeconds(5));
        String record = new UnitStore(directory).record(name("a")).orElseThrow().write();
        host.ends(main, GOOD);
        assertThat(words("a")).isEqualTo("inactive dead");
        new UnitStore(directory).save(UnitRecord.read(record).orElseThrow());
        open();
        assertThat(words("a")).isEqualTo("failed failed");
        assertThat(log("a")).anyMatch(line -> line.contains("lost while the agent was away"));
    }

    @Test
    void afterABootNothingRuns() {
        load("a", "ExecStart=/bin/a");
        start("a");
        bootId = "boot-2";
        open();
        assertThat(words("a")).isEqualTo("inactive dead");
    }

    @Test
    void aRestartThatWasDueIsDoneByTheNextOne() {
        load("a", "Restart=always\nRestartSec=10\nExecStart=/bin/a");
        start("a");
        ends(0, BAD);
        open();
        assertThat(words("a")).isEqualTo("activating auto-restart");
        host.pass(Duration.ofSeconds(11));
        assertThat(words("a")).isEqualTo("active running");
    }

    @Test
    void aTargetStaysReached() {
        supervisor.load(List.of(
                new UnitToLoad(UnitName.parse("all.target"), UnitFile.parse("t", "[Unit]\nDescription=All\n"))));
        supervisor.submit(JobKind.START, UnitName.parse("all.target"));
        open();
        assertThat(supervisor.list().get(UnitName.parse("all.target")).status().active())
                .isEqualTo("active");
    }

    @Test
    void aValueThatMakesNoSenseSpoilsNeitherItsBatchNorTheNextOnesStart() {
        supervisor.load(List.of(
                new UnitToLoad(name("a"), file("LimitFSIZE=9999999T\nExecStart=/bin/a")),
                new UnitToLoad(name("b"), file("ExecStart=/bin/b"))));
        assertThat(status("a").load()).isEqualTo("bad-setting");
        assertThat(start("b").isDone()).isTrue();
        open();
        assertThat(status("a").load()).isEqualTo("bad-setting");
        assertThat(words("b")).isEqualTo("active running");
    }

    // ---- unloading

    @Test
    void whatIsUnloadedIsStoppedFirstAndLaterCallsWait() {
        load("a", "ExecStart=/bin/a");
        start("a");
        ProcessId main = host.living().getFirst();
        CompletableFuture<Void> gone = supervisor.unload(List.of(name("a")));
        CompletableFuture<Void> loaded =
                supervisor.load(List.of(new UnitToLoad(name("a"), file("ExecStart=/bin/other"))));
        host.run();
        assertThat(gone).isNotDone();
        assertThat(loaded).isNotDone();
        host.ends(main, GOOD);
        host.pass(Duration.ofMillis(1));
        assertThat(gone).isDone();
        assertThat(loaded).isDone();
        assertThat(supervisor.list().get(name("a")).hash())
                .isEqualTo(file("ExecStart=/bin/other").hash());
        assertThat(words("a")).isEqualTo("inactive dead");
    }

    @Test
    void whatWasUnloadedIsNotFoundByTheNextOne() {
        load("a", "ExecStart=/bin/a");
        supervisor.unload(List.of(name("a")));
        host.run();
        open();
        assertThat(supervisor.list()).isEmpty();
    }

    // ---- what processes get

    @Test
    void settingsThatNeedAProgramPutItBeforeTheCommand() {
        host.addUser(new UserEntry("app", 1000, 1001, "/home/app", "/bin/bash"));
        load("a", "User=app\nUMask=0027\nNice=5\nLimitNOFILE=10\nNoNewPrivileges=yes\nExecStart=/bin/a -x");
        start("a");
        Spawn spawn = host.spawned().getFirst();
        assertThat(spawn.program().getFileName()).hasToString("prlimit");
        assertThat(spawn.arguments())
                .containsExactly(
                        "prlimit",
                        "--nofile=10:10",
                        "/usr/bin/nice",
                        "-n",
                        "3",
                        "/usr/bin/setpriv",
                        "--regid",
                        "1001",
                        "--reuid",
                        "1000",
                        "--init-groups",
                        "--no-new-privs",
                        "/usr/bin/sh",
                        "-c",
                        "umask 0027; exec \"$@\"",
                        "sh",
                        "/bin/a",
                        "-x");
        assertThat(spawn.environment())
                .containsEntry("HOME", "/home/app")
                .containsEntry("USER", "app")
                .containsEntry("SHELL", "/bin/bash");
    }

    /** posix_spawn returns when the program has begun: until then nothing may wait for somebody at a pipe's other end. */
    @Test
    void whatIsNoFileIsOpenedByAShellThatBecomesTheCommand() throws Exception {
        Path pipe = directory.resolve("pipe");
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        load("a", "LimitNOFILE=10\nStandardOutput=append:" + pipe + "\nExecStart=/bin/a -x");
        load("b", "StandardOutput=append:" + file + "\nStandardError=truncate:" + pipe + "\nExecStart=/bin/b");
        load("c", "StandardOutput=append:/dev/null\nStandardError=append:" + file + "\nExecStart=/bin/c");
        start("a");
        start("b");
        start("c");
        assertThat(host.spawned().get(0).arguments())
                .containsExactly(
                        "sh",
                        "-c",
                        "exec >>\"$1\" 2>&1 && shift 2 && exec \"$@\"",
                        "sh",
                        pipe.toString(),
                        pipe.toString(),
                        "/usr/bin/prlimit",
                        "--nofile=10:10",
                        "/bin/a",
                        "-x");
        assertThat(host.spawned().get(1).arguments()).contains("exec 2>\"$2\" && shift 2 && exec \"$@\"", "/bin/b");
        assertThat(host.spawned().get(1).output().file()).isEqualTo(file);
        assertThat(host.spawned().get(2).arguments()).containsExactly("/bin/c");
    }

    @Test
    void aPlainCommandIsExecutedAsItIs() {
        load("a", "ExecStart=@/bin/a name -x");
        start("a");
        Spawn spawn = host.spawned().getFirst();
        assertThat(spawn.program()).isEqualTo(Path.of("/bin/a"));
        assertThat(spawn.arguments()).containsExactly("name", "-x");
        assertThat(spawn.environment())
                .containsOnlyKeys("PATH", "LANG", "INVOCATION_ID", "FLOTILLA_MACHINE_ID", "FLOTILLA_MACHINE_IP");
    }

    /** By it its processes are found: that of another unit, out of a file that was written with env, would hide them. */
    @Test
    void nothingOverwritesTheInvocation() throws IOException {
        Path file = Files.writeString(directory.resolve("other.env"), "INVOCATION_ID=of-another\nA=b\n");
        load(
                "a",
                "Environment=INVOCATION_ID=mine\nEnvironmentFile=" + file
                        + "\nUnsetEnvironment=INVOCATION_ID\nExecStart=/bin/a");
        start("a");
        assertThat(host.spawned().getFirst().environment())
                .containsEntry("A", "b")
                .hasEntrySatisfying("INVOCATION_ID", id -> assertThat(id)
                        .isNotEqualTo("of-another")
                        .isNotEqualTo("mine")
                        .isNotEmpty());
    }

    @Test
    void onlyWhoMayHearsOfTheNotifySocket() {
        load("a", "Type=notify\nExecStartPre=/bin/pre\nExecStart=/bin/a");
        supervisor.submit(JobKind.START, name("a"));
        host.run();
        assertThat(host.spawned().get(0).environment()).doesNotContainKey("NOTIFY_SOCKET");
        ends(0, GOOD);
        assertThat(host.spawned().get(1).environment()).containsEntry("NOTIFY_SOCKET", "@notify");
        ProcessId main = host.living().getFirst();
        supervisor.notified(host.forks(main).pid(), "READY=1");
        assertThat(words("a")).as("not the main process").isEqualTo("activating start");
        supervisor.notified(main.pid(), "STATUS=all good\nREADY=1\n");
        assertThat(words("a")).isEqualTo("active running");
        assertThat(status("a").detail()).isEqualTo("all good");
    }

    @Test
    void aChildThatIsNamedAsTheMainProcessIsItEvenWhenItHidesWhatItBelongsTo() {
        load("a", "Type=notify\nExecStart=/bin/a");
        supervisor.submit(JobKind.START, name("a"));
        host.run();
        ProcessId main = host.living().getFirst();
        ProcessId second = host.forks(main);
        supervisor.notified(main.pid(), "MAINPID=" + second.pid() + "\nREADY=1");
        host.ends(main, GOOD);
        assertThat(words("a")).isEqualTo("active running");
        assertThat(status("a").mainPid()).hasValue(second.pid());
        ProcessId third = host.forks(second);
        host.hidesItsMark(third);
        supervisor.notified(second.pid(), "MAINPID=" + third.pid());
        host.run();
        assertThat(status("a").mainPid()).hasValue(third.pid());
        open();
        assertThat(status("a").mainPid()).as("to the next agent").hasValue(third.pid());
    }

    /** It would be signalled when the unit stops: with an agent that is root, any process of the machine. */
    @Test
    void aStrangersProcessIsNotTakenForTheMainProcess() {
        load("b", "ExecStart=/bin/b");
        load("a", "Type=notify\nExecStart=/bin/a");
        start("b");
        supervisor.submit(JobKind.START, name("a"));
        host.run();
        ProcessId stranger = host.living().get(0);
        ProcessId main = host.living().get(1);
        supervisor.notified(main.pid(), "MAINPID=" + stranger.pid() + "\nREADY=1");
        host.run();
        assertThat(words("a")).isEqualTo("active running");
        assertThat(status("a").mainPid()).hasValue(main.pid());
        assertThat(log("a"))
                .contains("a.service: New main PID " + stranger.pid() + " does not belong to service, refusing.");
        supervisor.submit(JobKind.STOP, name("a"));
        host.run();
        assertThat(host.signals()).containsExactly("15 to " + main.pid(), "18 to " + main.pid());
    }

    @Test
    void whatStopsKnowsWhy() {
        load("a", "ExecStart=/bin/a\nExecStopPost=/bin/post");
        start("a");
        ends(0, new ExitStatus.Killed(11, true));
        assertThat(host.spawned().get(1).environment())
                .containsEntry("SERVICE_RESULT", "core-dump")
                .containsEntry("EXIT_CODE", "dumped")
                .containsEntry("EXIT_STATUS", "SEGV");
    }

    // ---- pieces

    private static UnitName name(String plain) {
        return UnitName.parse(plain + ".service");
    }

    private static UnitFile file(String lines) {
        return UnitFile.parse("test", "[Service]\n" + lines + "\n");
    }

    private void load(String plain, String lines) {
        assertThat(supervisor.load(List.of(new UnitToLoad(name(plain), file(lines)))))
                .isDone();
    }

    private void load(String plain, String lines, String unitLines) {
        UnitFile file = UnitFile.parse("test", "[Unit]\n" + unitLines + "\n[Service]\n" + lines + "\n");
        assertThat(supervisor.load(List.of(new UnitToLoad(name(plain), file)))).isDone();
    }

    private JobResult start(String plain) {
        var start = supervisor.submit(JobKind.START, name(plain));
        host.run();
        assertThat(start).isDone();
        return start.join();
    }

    /** The oldest (0), next (1)... process ends. */
    private void ends(int index, ExitStatus status) {
        host.ends(host.living().get(index), status);
    }

    private UnitStatus status(String plain) {
        return supervisor.list().get(name(plain)).status();
    }

    private String words(String plain) {
        return status(plain).active() + " " + status(plain).sub();
    }

    private List<String> log(String plain) {
        return logs.last(FileKey.of(name(plain)), 100).stream()
                .map(LogLine::text)
                .toList();
    }
}
