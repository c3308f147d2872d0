package dev.flotilla.agent.runtime.process.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.flotilla.agent.runtime.process.host.ExitStatus;
import dev.flotilla.agent.runtime.process.host.Host.Member;
import dev.flotilla.agent.runtime.process.host.ProcessId;
import dev.flotilla.agent.runtime.process.host.Spawn;
import dev.flotilla.agent.runtime.process.host.SpawnException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LinuxHostTest {
    private static final Logger LOG = Logger.getLogger(LinuxHost.class.getName());

    @TempDir
    Path directory;

    private final String invocation = UUID.randomUUID().toString();
    private Reactor reactor;
    private LinuxHost host;

    @BeforeEach
    void open() {
        reactor = new Reactor("test");
        host = new LinuxHost(reactor, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        host.close();
        reactor.close();
    }

    @Test
    void exitCodesAndSignalsAreTold() throws Exception {
        assertThat(endOf(spawn("exit 7"))).isEqualTo(new ExitStatus.Exited(7));
        assertThat(endOf(spawn("kill -USR1 $$"))).isEqualTo(new ExitStatus.Killed(10, false));
    }

    @Test
    void theEndOfAStrangerIsToldToo() throws Exception {
        // Not a child of this process for the host: the JVM waits for it itself.
        Process process = new ProcessBuilder("sleep", "1000").start();
        ProcessId id = host.identify(process.pid()).orElseThrow();
        CompletableFuture<ExitStatus> end = new CompletableFuture<>();
        reactor.execute(() -> host.onExit(id, end::complete));
        call(() -> true);
        assertThat(end).isNotDone();
        process.destroyForcibly();
        end.get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatHasEndedLongAgoIsToldAtOnce() throws Exception {
        ProcessId id = spawn("exit 0");
        endOf(id);
        assertThat(endOf(id)).isEqualTo(new ExitStatus.Unknown());
        ProcessId recycled = new ProcessId(ProcessHandle.current().pid(), 1);
        assertThat(endOf(recycled)).isEqualTo(new ExitStatus.Unknown());
    }

    @Test
    void aRecycledNumberGetsNoSignal() throws Exception {
        ProcessId id = spawn("exec sleep 1000");
        call(() -> {
            host.signal(new ProcessId(id.pid(), id.startTicks() + 1), 9);
            return true;
        });
        assertThat(host.identify(id.pid())).contains(id);
        call(() -> {
            host.signal(id, 9);
            return true;
        });
        assertThat(endOf(id)).isEqualTo(new ExitStatus.Killed(9, false));
        assertThat(host.identify(id.pid())).isEmpty();
    }

    @Test
    void aSignalThatCannotBeSentIsAnAnswer() throws Exception {
        ProcessId id = spawn("exec sleep 1000");
        assertThat(call(() -> host.signal(id, 999))).contains("Invalid argument");
        assertThat(call(() -> host.signal(id, 9))).isEmpty();
        endOf(id);
        assertThat(call(() -> host.signal(id, 9))).as("it is gone").isEmpty();
    }

    @Test
    void whatCannotBeExecutedIsKnownAtOnce() throws IOException {
        assertThatThrownBy(() -> call(() -> host.spawn(spawnOf(Path.of("/nonexistent"), List.of("x"), Path.of("/")))))
                .hasRootCauseInstanceOf(SpawnException.class)
                .hasRootCauseMessage("Failed to execute /nonexistent: No such file or directory");
        Path plain = Files.writeString(directory.resolve("plain"), "text");
        assertThatThrownBy(() -> call(() -> host.spawn(spawnOf(plain, List.of("x"), Path.of("/")))))
                .hasRootCauseMessage("Failed to execute " + plain + ": Permission denied");
        assertThatThrownBy(() ->
                        call(() -> host.spawn(spawnOf(Path.of("/bin/true"), List.of("x"), Path.of("/nonexistent")))))
                .rootCause()
                .isInstanceOfSatisfying(
                        SpawnException.class, e -> assertThat(e.exitCode()).isEqualTo(200));
    }

    @Test
    void membersAreFoundByTheirMarkThroughSessionsAndForks() throws Exception {
        ProcessId main = spawn("setsid sleep 1000 & sleep 1000 & wait");
        await().atMost(Duration.ofSeconds(10)).until(() -> members().size() == 3);
        Set<Member> members = members();
        assertThat(members).extracting(Member::id).contains(main);
        assertThat(members).filteredOn(member -> member.parent() == main.pid()).hasSize(2);
        call(() -> {
            members.forEach(member -> host.signal(member.id(), 9));
            return true;
        });
        await().atMost(Duration.ofSeconds(10)).until(() -> members().isEmpty());
    }

    @Test
    void askingForManyAtOnceGivesEachItsOwn() throws Exception {
        List<CompletableFuture<Set<Member>>> answers = new ArrayList<>();
        ProcessId main = spawn("exec sleep 1000");
        reactor.execute(() -> {
            for (int i = 0; i < 50; i++) {
                var answer = new CompletableFuture<Set<Member>>();
                answers.add(answer);
                host.members(i % 2 == 0 ? invocation : "none", answer::complete);
            }
        });
        call(() -> true);
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).get(10, TimeUnit.SECONDS)).hasSize(i % 2 == 0 ? 1 : 0);
        }
        call(() -> {
            host.signal(main, 9);
            return true;
        });
    }

    @Test
    void aDefectOfOneWhoAskedLeavesTheNextAnswered() throws Exception {
        ProcessId main = spawn("exec sleep 1000");
        call(() -> {
            host.members(invocation, found -> {
                throw new IllegalStateException("a defect");
            });
            return true;
        });
        assertThat(members()).hasSize(1);
        assertThat(members()).hasSize(1);
        call(() -> {
            host.signal(main, 9);
            return true;
        });
    }

    /** As when the agent has no descriptor left for a moment: a stop that asked waits for this answer. */
    @Test
    void whoAskedWhileTheProcessTableCouldNotBeReadIsAnsweredOnceItCan() throws Exception {
        ProcessId main = spawn("exec sleep 1000");
        Path proc = directory.resolve("proc");
        var complaints = new Complaints();
        LOG.addHandler(complaints);
        try (var poor = new LinuxHost(reactor, Clock.systemUTC(), new ProcessTable(proc))) {
            CompletableFuture<Set<Member>> first = new CompletableFuture<>();
            CompletableFuture<Set<Member>> second = new CompletableFuture<>();
            reactor.execute(() -> poor.members(invocation, first::complete));
            await().atMost(Duration.ofSeconds(10)).until(() -> complaints.count() > 0);
            reactor.execute(() -> poor.members(invocation, second::complete));
            Files.createSymbolicLink(proc, Path.of("/proc"));
            assertThat(first.get(10, TimeUnit.SECONDS)).extracting(Member::id).contains(main);
            assertThat(second.get(10, TimeUnit.SECONDS)).extracting(Member::id).contains(main);
        } finally {
            LOG.removeHandler(complaints);
        }
        call(() -> host.signal(main, 9));
    }

    @Test
    void usersAndGroupsAreFound() {
        assertThat(host.user("root").orElseThrow().id()).isZero();
        assertThat(host.user("0").orElseThrow().name()).isEqualTo("root");
        assertThat(host.user("no-such-user")).isEmpty();
        assertThat(host.user("999999999")).isEmpty();
        assertThat(host.group("root")).hasValue(0);
        assertThat(host.group("no-such-group")).isEmpty();
        assertThat(host.group("42")).hasValue(42);
    }

    @Test
    void timersGoOffInOrderAndCanBeCancelled() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        call(() -> {
            host.after(Duration.ofMillis(500), () -> log.add("third"));
            var never = host.after(Duration.ofMillis(50), () -> log.add("never"));
            host.after(Duration.ofMillis(50), () -> log.add("second"));
            host.after(Duration.ZERO, () -> log.add("first"));
            never.cancel();
            return true;
        });
        await().atMost(Duration.ofSeconds(10)).until(() -> log.size() == 3);
        assertThat(log).containsExactly("first", "second", "third");
    }

    @Test
    void aDefectInOneTaskDoesNotStopTheOthers() throws Exception {
        reactor.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        assertThat(call(() -> "alive")).isEqualTo("alive");
    }

    @Test
    void writesInADirectoryAreNoticed() throws Exception {
        List<String> names = new CopyOnWriteArrayList<>();
        Inotify inotify = call(
                () -> new Inotify(reactor, directory, Duration.ofMillis(5), name -> names.add(name.orElse("any"))));
        Files.writeString(directory.resolve("a"), "x");
        await().atMost(Duration.ofSeconds(10)).until(() -> names.contains("a"));
        Files.writeString(directory.resolve("b"), "x");
        await().atMost(Duration.ofSeconds(10)).until(() -> names.contains("b"));
        call(() -> {
            inotify.close();
            return true;
        });
    }

    @Test
    void statLinesAreReadWhateverTheCommandIsCalled() {
        ProcStat stat = ProcStat.parse(
                "4242 (a) b (c) S 17 4242 4240 0 -1 4194304 1 2 3 4 5 6 7 8 20 -5 1 0 987654 1000 1 18446744073709551615\n");
        assertThat(stat).isEqualTo(new ProcStat(4242, "a) b (c", 'S', 17, 4240, -5, 987654));
        assertThat(stat.isEnded()).isFalse();
    }

    /** Counts what the host complains about. */
    private static final class Complaints extends Handler {
        private final AtomicInteger count = new AtomicInteger();

        int count() {
            return count.get();
        }

        @Override
        public void publish(LogRecord line) {
            count.incrementAndGet();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private ProcessId spawn(String script) throws Exception {
        return call(() -> host.spawn(spawnOf(Path.of("/bin/sh"), List.of("sh", "-c", script), Path.of("/"))));
    }

    private Spawn spawnOf(Path program, List<String> arguments, Path in) {
        return new Spawn(
                program,
                arguments,
                Map.of("PATH", "/usr/bin:/bin", ProcessTable.INVOCATION, invocation),
                in,
                Spawn.Output.NULL,
                Spawn.Output.NULL);
    }

    private ExitStatus endOf(ProcessId id) throws Exception {
        CompletableFuture<ExitStatus> end = new CompletableFuture<>();
        reactor.execute(() -> host.onExit(id, end::complete));
        return end.get(10, TimeUnit.SECONDS);
    }

    private Set<Member> members() throws Exception {
        CompletableFuture<Set<Member>> found = new CompletableFuture<>();
        reactor.execute(() -> host.members(invocation, found::complete));
        return found.get(10, TimeUnit.SECONDS);
    }

    private <T> T call(Callable<T> action) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        reactor.execute(() -> {
            try {
                result.complete(action.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result.get(10, TimeUnit.SECONDS);
    }
}
