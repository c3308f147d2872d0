package dev.flotilla.agent.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.JobResult.Outcome;
import dev.flotilla.agent.runtime.LogLine;
import dev.flotilla.agent.runtime.LogQuery;
import dev.flotilla.agent.runtime.Runtime;
import dev.flotilla.agent.runtime.RuntimeHarness;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.Subscription;
import dev.flotilla.agent.runtime.process.unit.MachineIdentity;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitFile;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the process runtime does beyond the contract, with real processes. */
class ProcessRuntimeTest extends RuntimeHarness {
    private static final String MACHINE = "0123456789abcdef0123456789abcdef";
    private static final long LOG_BYTES = 64 * 1024;

    @TempDir
    Path directory;

    @Override
    protected Runtime open() {
        var machine = new MachineIdentity(MACHINE, Optional.of("192.0.2.7"));
        return ProcessRuntime.open(
                new ProcessRuntimeSettings(
                        directory,
                        directory.resolve("run"),
                        machine,
                        LOG_BYTES,
                        Map.of("PASSED", "on", "SECRET", "no", "HOME", "/root"),
                        socket()),
                Clock.systemUTC());
    }

    private Path socket() {
        return directory.resolve("docker.sock");
    }

    // ---- what a process is given

    @Test
    void theEnvironmentIsCleanAndSaysWhoAndWhere() throws IOException {
        Path out = scratch.resolve("out");
        Path file = scratch.resolve("file");
        Files.writeString(file, "# comment\nFROM_FILE='a b'\nGONE=1\n");
        load(
                "a.service",
                service("Type=oneshot\nEnvironment=OWN=%p\nEnvironmentFile=" + file
                        + "\nEnvironmentFile=-/nonexistent\n"
                        + "PassEnvironment=PASSED\nUnsetEnvironment=GONE\nExecStart=/bin/sh -c 'env > " + out + "'"));
        assertThat(start("a.service").isDone()).isTrue();
        List<String> environment = Files.readAllLines(out);
        assertThat(environment)
                .contains(
                        "OWN=contract-a",
                        "FROM_FILE=a b",
                        "PASSED=on",
                        "FLOTILLA_MACHINE_ID=" + MACHINE,
                        "FLOTILLA_MACHINE_IP=192.0.2.7",
                        "LANG=C.UTF-8",
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                .anyMatch(line -> line.matches("INVOCATION_ID=[0-9a-f]{32}"))
                .noneMatch(line -> line.startsWith("GONE=") || line.startsWith("SECRET=") || line.startsWith("JAVA"));
    }

    @Test
    void aProcessHasASessionOfItsOwnAndNoFilesOfTheAgent() throws IOException {
        Path out = scratch.resolve("out");
        load(
                "a.service",
                service("Type=oneshot\nExecStart=/bin/sh -c 'ls /proc/self/fd > " + out
                        + "; cut -d\" \" -f1,6 /proc/$$$$/stat >> " + out + "; readlink /proc/$$$$/cwd >> " + out
                        + "; umask >> "
                        + out + "; grep SigIgn /proc/self/status >> " + out + "'"));
        assertThat(start("a.service").isDone()).isTrue();
        List<String> lines = Files.readAllLines(out);
        assertThat(lines.subList(0, 5)).containsExactly("0", "1", "2", "3", lines.get(4));
        assertThat(lines).contains("/", "0022");
        // The C library keeps signals 32 and 33 for itself.
        assertThat(lines).anyMatch(line -> line.matches("SigIgn:\t0{7}[01][08]0{7}"));
        String[] ids = lines.stream()
                .filter(line -> line.matches("\\d+ \\d+"))
                .findFirst()
                .orElseThrow()
                .split(" ");
        assertThat(ids[0]).isEqualTo(ids[1]);
    }

    @Test
    void directoryUmaskNicenessAndLimitsAreSet() throws IOException {
        Path out = scratch.resolve("out");
        load(
                "a.service",
                service("Type=oneshot\nWorkingDirectory=" + scratch + "\nUMask=0077\nNice=7\nLimitNOFILE=123:456\n"
                        + "NoNewPrivileges=yes\nExecStart=/bin/sh -c 'pwd > " + out + "; umask >> " + out + "; nice >> "
                        + out
                        + "; ulimit -n >> " + out + "; ulimit -Hn >> " + out + "; grep NoNewPrivs /proc/self/status >> "
                        + out
                        + "'"));
        assertThat(start("a.service").isDone()).isTrue();
        assertThat(Files.readAllLines(out))
                .containsExactly(scratch.toRealPath().toString(), "0077", "7", "123", "456", "NoNewPrivs:\t1");
    }

    @Test
    void aMissingDirectoryFailsTheStartUnlessItMay() {
        load("a.service", service("Type=oneshot\nWorkingDirectory=/nonexistent\nExecStart=/bin/true"));
        assertThat(start("a.service").words()).contains("/nonexistent");
        load("b.service", service("Type=oneshot\nWorkingDirectory=-/nonexistent\nExecStart=/bin/true"));
        assertThat(start("b.service").isDone()).isTrue();
    }

    @Test
    void aUserOfTheMachineRunsTheCommandAndPlusKeepsItPrivileged() throws IOException {
        assumeTrue(isRoot(), "needs root");
        Path out = scratch.resolve("out");
        load(
                "a.service",
                service("Type=oneshot\nUser=nobody\nExecStartPre=+/bin/sh -c 'id -u > " + out + "; chmod 666 " + out
                        + "'\nExecStart=/bin/sh -c 'id -u >> " + out + "; echo $USER $HOME >> " + out + "'"));
        scratch.toFile().setExecutable(true, false);
        scratch.toFile().setReadable(true, false);
        assertThat(start("a.service").words()).isEmpty();
        assertThat(Files.readAllLines(out)).containsExactly("0", "65534", "nobody /nonexistent");
    }

    @Test
    void anUnknownUserFailsTheStart() {
        assumeTrue(isRoot(), "needs root");
        load("a.service", service("Type=oneshot\nUser=nosuchuser\nExecStart=/bin/true"));
        JobResult result = start("a.service");
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.words()).contains("nosuchuser");
    }

    @Test
    void aProgramMayBeCalledByAnotherName() throws IOException {
        Path out = scratch.resolve("out");
        load("a.service", service("Type=oneshot\nExecStart=@/bin/sh other -c 'echo $$0 > " + out + "'"));
        start("a.service");
        assertThat(Files.readString(out)).isEqualTo("other\n");
    }

    @Test
    void outputGoesWhereItIsSent() throws IOException {
        Path out = scratch.resolve("out");
        Path err = scratch.resolve("err");
        Files.writeString(out, "old\n");
        load(
                "a.service",
                service("Type=oneshot\nStandardOutput=append:" + out + "\nStandardError=truncate:" + err
                        + "\nExecStart=/bin/sh -c 'echo to out; echo to err >&2'"));
        start("a.service");
        assertThat(Files.readString(out)).isEqualTo("old\nto out\n");
        assertThat(Files.readString(err)).isEqualTo("to err\n");
    }

    /** Its name has what a shell would take for its own. */
    @Test
    void aUnitThatWritesToAPipeWaitsForItsReaderAndNobodyElseDoes() throws Exception {
        Path pipe = scratch.resolve("it's \"a\" $pipe");
        Path out = scratch.resolve("out");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        load(
                "a.service",
                service("StandardOutput=append:" + pipe
                        + "\nExecStart=/bin/sh -c 'echo to the pipe; echo and this >&2; exec sleep 1000'"));
        load("b.service", service("ExecStart=/bin/sleep 1000"));
        var started = runtime().start(name("a.service"));
        try {
            assertThat(start("b.service").isDone()).isTrue();
        } finally {
            new ProcessBuilder("cat", pipe.toString())
                    .redirectOutput(out.toFile())
                    .start();
        }
        assertThat(get(started).isDone()).isTrue();
        await().atMost(PATIENCE).until(() -> Files.readString(out).equals("to the pipe\nand this\n"));
    }

    // ---- types

    @Test
    void aForkingServiceIsFoundByItsPidFile() throws IOException {
        Path pid = scratch.resolve("pid");
        load(
                "a.service",
                service("Type=forking\nPIDFile=" + pid
                        + "\nExecStart=/bin/sh -c 'setsid sleep 1000 & (sleep 0.1; echo $! > " + pid + ") & exit 0'"));
        assertThat(start("a.service").isDone()).isTrue();
        RuntimeUnit unit = unit("a.service");
        assertThat(words(unit)).isEqualTo("loaded active running");
        assertThat(unit.status().mainPid())
                .hasValue(Long.parseLong(Files.readString(pid).strip()));
        assertThat(stop("a.service").isDone()).isTrue();
        assertThat(hasEnded(unit.status().mainPid().orElseThrow())).isTrue();
        assertThat(pid).doesNotExist();
    }

    @Test
    void theMainProcessOfAForkingServiceIsGuessedAndItsExitStatusKnown() {
        load("a.service", service("Type=forking\nRestart=no\nExecStart=/bin/sh -c 'sleep 1000 & exit 0'"));
        assertThat(start("a.service").isDone()).isTrue();
        long pid = unit("a.service").status().mainPid().orElseThrow();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        awaitUnit("a.service", unit -> unit.status().isFailed());
        assertThat(unit("a.service").status().detail()).contains("signal").contains("status=9/KILL");
    }

    @Test
    void aForkingServiceWithSeveralProcessesRunsAsLongAsOneOfThem() {
        load(
                "a.service",
                service("Type=forking\nExecStart=/bin/sh -c 'setsid sleep 1000 & setsid sleep 1001 & exit 0'"));
        assertThat(start("a.service").isDone()).isTrue();
        assertThat(words(unit("a.service"))).isEqualTo("loaded active running");
        assertThat(unit("a.service").status().mainPid()).isEmpty();
        assertThat(stop("a.service").isDone()).isTrue();
    }

    @Test
    void aNotifyServiceIsUpWhenItSaysSo() throws IOException {
        Path gate = scratch.resolve("gate");
        // As systemd-notify, which not every box has: with the barrier of sd_notify_barrier(3) it ends when it was
        // heard.
        Path notify = Files.writeString(scratch.resolve("notify.py"), """
                import os, socket, sys
                address = os.environ["NOTIFY_SOCKET"]
                to = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                to.connect("\\0" + address[1:] if address.startswith("@") else address)
                to.send("\\n".join(sys.argv[1:]).encode())
                heard, barrier = os.pipe()
                socket.send_fds(to, [b"BARRIER=1"], [barrier])
                os.close(barrier)
                os.read(heard, 1)
                """);
        load(
                "a.service",
                service("Type=notify\nNotifyAccess=all\nExecStart=/bin/sh -c 'while ! test -e " + gate
                        + "; do sleep 0.02; done; python3 " + notify
                        + " READY=1 \"STATUS=Serving %n\"; exec sleep 1000'"));
        var started = runtime().start(name("a.service"));
        awaitUnit("a.service", unit -> unit.status().sub().equals("start"));
        assertThat(started).isNotDone();
        Files.createFile(gate);
        assertThat(get(started).isDone()).isTrue();
        assertThat(words(unit("a.service"))).isEqualTo("loaded active running");
        awaitUnit("a.service", unit -> unit.status().detail().contains("Serving contract-a.service"));
    }

    @Test
    void aNotifyServiceThatEndsWithoutAWordHasFailed() {
        load("a.service", service("Type=notify\nExecStart=/bin/true"));
        JobResult result = start("a.service");
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.words()).contains("protocol");
    }

    @Test
    void aTargetStandsForWhatItWants() {
        load("all.target", UnitFile.parse("t", "[Unit]\nWants=" + name("a.service") + "\n"));
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        assertThat(start("all.target").isDone()).isTrue();
        assertThat(words(unit("all.target"))).isEqualTo("loaded active active");
        awaitUnit("a.service", unit -> unit.status().isActive());
        stop("all.target");
        assertThat(words(unit("all.target"))).isEqualTo("loaded inactive dead");
    }

    @Test
    void otherTypesOfUnitsSayThatTheyAreNotRun() {
        load("a.timer", UnitFile.parse("t", "[Timer]\nOnCalendar=daily\n"));
        assertThat(words(unit("a.timer"))).isEqualTo("error inactive dead");
        assertThat(unit("a.timer").status().detail()).contains("timer");
        assertThat(start("a.timer").outcome()).isEqualTo(Outcome.FAILED);
    }

    // ---- limits

    @Test
    void aStartThatTakesTooLongFails() {
        load("a.service", service("TimeoutStartSec=100ms\nExecStartPre=/bin/sleep 1000\nExecStart=/bin/sleep 1000"));
        assertThat(start("a.service").words()).contains("timeout");
        assertThat(words(unit("a.service"))).isEqualTo("loaded failed failed");
    }

    @Test
    void aServiceThatRunsTooLongIsStopped() {
        load("a.service", service("RuntimeMaxSec=100ms\nExecStart=/bin/sleep 1000"));
        start("a.service");
        awaitUnit("a.service", unit -> unit.status().isFailed());
        assertThat(unit("a.service").status().detail()).contains("timeout");
    }

    @Test
    void aServiceThatKeepsFailingIsGivenUpAndCanBeStartedByHand() {
        load("a.service", service("Restart=always\nRestartSec=1ms\nExecStart=/bin/false"));
        start("a.service");
        awaitUnit(
                "a.service",
                unit -> unit.status().isFailed() && unit.status().detail().contains("start-limit-hit"));
        long restarts = events().of(name("a.service")).stream()
                .filter("activating auto-restart"::equals)
                .count();
        assertThat(restarts).isEqualTo(5);
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        assertThat(start("a.service").isDone()).isTrue();
    }

    @Test
    void killModeProcessLeavesTheOthersAlone() throws IOException {
        Path pids = scratch.resolve("pids");
        load(
                "a.service",
                service("KillMode=process\nExecStart=/bin/sh -c 'sleep 1000 & echo $! > " + pids + "; wait'"));
        start("a.service");
        await().atMost(PATIENCE)
                .until(() -> Files.exists(pids) && !Files.readString(pids).isBlank());
        long child = Long.parseLong(Files.readString(pids).strip());
        stop("a.service");
        try {
            assertThat(hasEnded(child)).isFalse();
        } finally {
            ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aProcessThatHidIsFoundByItsMark() throws IOException {
        Path pids = scratch.resolve("pids");
        load(
                "a.service",
                service("ExecStart=/bin/sh -c '(setsid setsid sh -c \"env -i sleep 1000 & echo \\\\$$! > " + pids
                        + "; exec sleep 1000\" &) ; exec sleep 1000'"));
        start("a.service");
        await().atMost(PATIENCE)
                .until(() -> Files.exists(pids) && !Files.readString(pids).isBlank());
        long hidden = Long.parseLong(Files.readString(pids).strip());
        assertThat(hasEnded(hidden)).isFalse();
        stop("a.service");
        assertThat(hasEnded(hidden)).isTrue();
    }

    // ---- conditions and the machine's own units

    @Test
    void aConditionThatDoesNotHoldSkipsTheStart() {
        load("a.service", unit("ConditionPathExists=/nonexistent", "ExecStart=/bin/sleep 1000"));
        assertThat(start("a.service").outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(words(unit("a.service"))).isEqualTo("loaded inactive dead");
        assertThat(unit("a.service").status().detail()).contains("/nonexistent");
    }

    @Test
    void execConditionSkipsTheStart() {
        load("a.service", service("ExecCondition=/bin/sh -c 'exit 1'\nExecStart=/bin/sleep 1000"));
        start("a.service");
        assertThat(words(unit("a.service"))).isEqualTo("loaded inactive dead");
    }

    @Test
    void dockerIsActiveWhenItsSocketAnswers() throws IOException {
        load(
                "a.service",
                unit(
                        "Requires=docker.service network-online.target\nAfter=docker.service",
                        "ExecStart=/bin/sleep 1000"));
        JobResult without = start("a.service");
        assertThat(without.outcome()).isEqualTo(Outcome.DEPENDENCY);
        assertThat(without.words()).contains("docker.service");
        assertThat(unit("a.service").status().detail()).contains("docker.service");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket()));
            assertThat(start("a.service").isDone()).isTrue();
        }
        assertThat(unit("a.service").status().detail()).isEmpty();
    }

    @Test
    void aFailureStartsWhatIsNamedForIt() {
        load("a.service", unit("OnFailure=" + name("b.service"), "ExecStart=/bin/false"));
        load("b.service", service("ExecStart=/bin/sleep 1000"));
        start("a.service");
        awaitUnit("b.service", unit -> unit.status().isActive());
    }

    // ---- what is not supported

    @Test
    void whatIsNotEnforcedIsSaidAndTheUnitRuns() {
        load("a.service", service("MemoryMax=1G\nPrivateNetwork=no\nPrivateTmp=yes\nExecStart=/bin/sleep 1000"));
        assertThat(unit("a.service").status().load()).isEqualTo("loaded");
        assertThat(unit("a.service").status().detail())
                .isEqualTo(
                        "MemoryMax= is not enforced by the process runtime; PrivateTmp= is not enforced by the process"
                                + " runtime");
        assertThat(start("a.service").isDone()).isTrue();
    }

    @Test
    void whatCannotBeHonouredSafelyIsNotLoaded() {
        load("a.service", service("RootDirectory=/srv\nExecStart=/bin/sleep 1000"));
        assertThat(unit("a.service").status().load()).isEqualTo("error");
        assertThat(unit("a.service").status().detail()).contains("RootDirectory=");
        assertThat(start("a.service").outcome()).isEqualTo(Outcome.FAILED);
    }

    // ---- logs

    @Test
    void aLogIsBoundedAndAFloodNeitherStallsNorFillsTheDisk() throws Exception {
        load(
                "a.service",
                service(
                        "Type=oneshot\nExecStart=/bin/sh -c 'head -c 300000000 /dev/zero | tr \"\\\\0\" \"x\" | fold -w 99; echo; echo the end'"));
        // A flood takes its time on a busy machine; one that is stalled never ends.
        assertThat(runtime().start(name("a.service")).get(120, TimeUnit.SECONDS).isDone())
                .isTrue();
        await().atMost(PATIENCE)
                .until(() -> texts(read("a.service", LogQuery.last(20))).contains("the end"));
        try (Stream<Path> files = Files.walk(directory)) {
            long bytes =
                    files.filter(Files::isRegularFile).mapToLong(this::size).sum();
            assertThat(bytes).isLessThan(12_000_000);
        }
    }

    @Test
    void whatTheRuntimeDoesIsInTheLogToo() {
        load("a.service", unit("Description=One", "ExecStart=/bin/sleep 1000"));
        start("a.service");
        stop("a.service");
        assertThat(texts(read("a.service", LogQuery.last(100))))
                .containsExactly(
                        "Starting contract-a.service - One...",
                        "Started contract-a.service - One.",
                        "Stopping contract-a.service - One...",
                        "contract-a.service: Main process exited, code=killed, status=15/TERM",
                        "contract-a.service: Deactivated successfully.",
                        "Stopped contract-a.service - One.");
    }

    @Test
    void theLogOfAUnitThatIsGoneIsKeptForAWhile() {
        load("a.service", service("Type=oneshot\nExecStart=/bin/echo hello"));
        start("a.service");
        get(runtime().unload(List.of(name("a.service"))));
        assertThat(texts(read("a.service", LogQuery.last(100)))).contains("hello");
    }

    @Test
    void whoFollowsALogHearsTheUnitThatIsLoadedAgainToo() {
        Runnable comes = () -> {
            load("a.service", service("ExecStart=/bin/sleep 1000"));
            start("a.service");
            get(runtime().unload(List.of(name("a.service"))));
        };
        comes.run();
        var sink = new Lines();
        try (Subscription following = runtime().logs(name("a.service"), LogQuery.follow(0), sink)) {
            for (int i = 1; i <= 3; i++) {
                comes.run();
                long times = i;
                await().atMost(PATIENCE)
                        .until(() -> texts(sink.lines()).stream()
                                        .filter("Started contract-a.service."::equals)
                                        .count()
                                == times);
            }
        }
    }

    @Test
    void aSlowReaderHoldsUpNobody() {
        load("a.service", service("Type=oneshot\nExecStart=/bin/sh -c 'seq 1 50000'"));
        var blocked = new java.util.concurrent.CountDownLatch(1);
        try (Subscription slow = runtime().logs(name("a.service"), LogQuery.follow(0), new SlowSink(blocked))) {
            assertThat(start("a.service").isDone()).isTrue();
            await().atMost(PATIENCE)
                    .until(() -> texts(read("a.service", LogQuery.last(10))).contains("50000"));
        } finally {
            blocked.countDown();
        }
    }

    private record SlowSink(java.util.concurrent.CountDownLatch gate) implements dev.flotilla.agent.runtime.LogSink {
        @Override
        public void lines(List<LogLine> lines) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void end(Optional<FlotillaError> error) {}
    }

    // ---- the agent's own life

    @Test
    void twoAgentsCannotUseOneDirectory() {
        assertThatThrownBy(this::open).isInstanceOfSatisfying(FlotillaException.class, e -> assertThat(e.error())
                .isInstanceOf(FlotillaError.Conflict.class));
    }

    @Test
    void aStopThatWasUnderWayIsFinishedByTheNextAgent() throws Exception {
        Path gate = scratch.resolve("gate");
        load(
                "a.service",
                service("ExecStart=/bin/sh -c 'trap \"while ! test -e " + gate
                        + "; do sleep 0.02; done; exit 0\" TERM; touch " + scratch.resolve("up")
                        + "; while :; do sleep 0.02; done'"));
        start("a.service");
        await().atMost(PATIENCE).until(() -> Files.exists(scratch.resolve("up")));
        runtime().stop(name("a.service"));
        awaitUnit("a.service", unit -> unit.status().sub().equals("stop-sigterm"));
        reopen();
        assertThat(unit("a.service").status().active()).isEqualTo("deactivating");
        Files.createFile(gate);
        awaitUnit("a.service", unit -> unit.status().isDown());
    }

    @Test
    void aStartThatWasUnderWayIsFinishedByTheNextAgent() throws Exception {
        Path gate = scratch.resolve("gate");
        load(
                "a.service",
                service("ExecStartPre=/bin/sh -c 'while ! test -e " + gate
                        + "; do sleep 0.02; done'\nExecStart=/bin/sleep 1000"));
        runtime().start(name("a.service"));
        awaitUnit("a.service", unit -> unit.status().sub().equals("start-pre"));
        reopen();
        Files.createFile(gate);
        awaitUnit("a.service", unit -> words(unit).equals("loaded active running"));
    }

    @Test
    void aUnitThatFailedWhileTheAgentWasAwayIsRestartedIfItAsksForThat() throws Exception {
        load("a.service", service("Restart=on-failure\nRestartSec=10ms\nExecStart=/bin/sleep 1000"));
        start("a.service");
        long pid = unit("a.service").status().mainPid().orElseThrow();
        shut();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        await().atMost(PATIENCE).until(() -> hasEnded(pid));
        reopen();
        awaitUnit(
                "a.service",
                unit -> unit.status().isActive() && unit.status().mainPid().orElse(pid) != pid);
    }

    @Test
    void noDescriptorsAreLeftBehind() throws IOException {
        load("a.service", service("ExecStart=/bin/sleep 1000"));
        for (int i = 0; i < 3; i++) {
            start("a.service");
            stop("a.service");
        }
        long before = descriptors();
        for (int i = 0; i < 30; i++) {
            load("a.service", service("StartLimitIntervalSec=0\nExecStart=/bin/sleep " + (1000 + i)));
            start("a.service");
            stop("a.service");
            read("a.service", LogQuery.last(10));
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before + 3);
    }

    @Test
    void noZombiesAreLeftBehind() {
        load("a.service", service("Type=oneshot\nExecStart=/bin/sh -c '(setsid true &) ; (true &) ; true'"));
        start("a.service");
        load("b.service", service("Type=oneshot\nStartLimitIntervalSec=0\nExecStart=/bin/true"));
        await().atMost(PATIENCE).until(() -> start("b.service").isDone() && zombies() == 0);
    }

    private static long zombies() {
        return ProcessHandle.current()
                .children()
                .filter(child -> hasEnded(child.pid()))
                .count();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    private long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
