package dev.flotilla.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.JobResult.Outcome;
import dev.flotilla.agent.runtime.LogQuery;
import dev.flotilla.agent.runtime.Runtime;
import dev.flotilla.agent.runtime.RuntimeHarness;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.StatusText;
import dev.flotilla.agent.runtime.UnitToLoad;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a machine's own systemd makes possible and what it does to itself, beyond the contract. */
@EnabledIfEnvironmentVariable(named = RealSystemd.TOLD, matches = RealSystemd.YES)
class SystemdMachineTest extends RuntimeHarness {

    @Override
    protected Runtime open() {
        return RealSystemd.open();
    }

    // ---- unit types

    @Test
    void aTimerStartsItsService() {
        loadText("tick.service", "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n");
        loadText("tick.timer", "[Timer]\nOnActiveSec=100ms\nAccuracySec=10ms\n");
        assertThat(start("tick.timer").isDone()).isTrue();
        assertThat(unit("tick.timer").status().sub()).isIn("waiting", "running", "elapsed");
        awaitUnit("tick.service", unit -> words(unit).equals("loaded active exited"));
    }

    @Test
    void aSocketStartsItsService() throws IOException {
        Path socket = Path.of("/run/contract-echo.socket");
        loadText("echo.service", "[Service]\nExecStart=/bin/sleep 1000\n");
        loadText("echo.socket", "[Socket]\nListenStream=" + socket + "\nRemoveOnStop=yes\n");
        assertThat(start("echo.socket").isDone()).isTrue();
        assertThat(words(unit("echo.socket"))).isEqualTo("loaded active listening");
        try (var channel = java.nio.channels.SocketChannel.open(java.net.UnixDomainSocketAddress.of(socket))) {
            awaitUnit("echo.service", unit -> unit.status().isActive());
            awaitUnit("echo.socket", unit -> unit.status().sub().equals("running"));
            assertThat(channel.isConnected()).isTrue();
        }
    }

    @Test
    void aPathStartsItsService() throws IOException {
        Path seen = scratch.resolve("seen");
        loadText("look.service", "[Service]\nExecStart=/bin/sleep 1000\n");
        loadText("look.path", "[Path]\nPathExists=" + seen + "\n");
        assertThat(start("look.path").isDone()).isTrue();
        assertThat(words(unit("look.path"))).isEqualTo("loaded active waiting");
        Files.createFile(seen);
        awaitUnit("look.service", unit -> unit.status().isActive());
    }

    @Test
    void aMountMountsAndAFailedOneSaysWhy() {
        UnitName mount = UnitName.parse("run-contract\\x2dmount.mount");
        UnitName broken = UnitName.parse("run-contract\\x2dbroken.mount");
        get(runtime()
                .load(List.of(
                        new UnitToLoad(mount, text("[Mount]\nWhat=tmpfs\nWhere=/run/contract-mount\nType=tmpfs\n")),
                        new UnitToLoad(
                                broken, text("[Mount]\nWhat=nothing\nWhere=/run/contract-broken\nType=nosuchfs\n")))));
        assertThat(get(runtime().start(mount)).isDone()).isTrue();
        assertThat(words(listed(mount))).isEqualTo("loaded active mounted");
        assertThat(get(runtime().start(broken)).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(listed(broken).status().detail()).isEqualTo("exit-code");
        assertThat(get(runtime().stop(mount)).isDone()).isTrue();
        assertThat(words(listed(mount))).isEqualTo("loaded inactive dead");
    }

    @Test
    void aTargetPullsInWhatIsInstalledIntoItUntilThatIsUnloaded() {
        loadText("all.target", "[Unit]\nDescription=All\n");
        loadText(
                "part.service",
                "[Service]\nExecStart=/bin/sleep 1000\n[Install]\nWantedBy=" + name("all.target") + "\n");
        assertThat(systemctl("is-enabled", "part.service")).isEqualTo("enabled-runtime");
        start("all.target");
        awaitUnit("part.service", unit -> unit.status().isActive());

        get(runtime().unload(List.of(name("part.service"))));
        assertThat(show("all.target", "Wants")).isEmpty();
        assertThat(Path.of("/run/systemd/system/" + name("all.target") + ".wants/" + name("part.service")))
                .doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.slice", "a.device", "a.swap", "run-contract.automount"})
    void everyTypeOfUnitIsLoaded(String plain) {
        String section =
                switch (plain) {
                    case "a.swap" -> "[Swap]\nWhat=/contract/a\n";
                    case "run-contract.automount" -> "[Automount]\nWhere=/contract/run/contract\n";
                    default -> "[Unit]\nDescription=One\n";
                };
        loadText(plain, section);
        assertThat(words(unit(plain))).isEqualTo(shown(plain));
        assertThat(unit(plain).status().load()).isEqualTo("loaded");
    }

    // ---- states

    @Test
    void statesAreWhatSystemctlShows() {
        loadText("up.service", "[Service]\nExecStart=/bin/sleep 1000\n");
        loadText("exited.service", "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n");
        loadText("failed.service", "[Service]\nExecStart=/bin/false\n");
        loadText("pre.service", "[Service]\nExecStartPre=/bin/sleep 1000\nExecStart=/bin/true\n");
        loadText("bad.service", "[Service]\nRestart=perhaps\n");
        for (String plain : List.of("up", "exited", "failed", "bad")) {
            start(plain + ".service");
        }
        CompletableFuture<JobResult> starting = runtime().start(name("pre.service"));
        awaitUnit("pre.service", unit -> unit.status().sub().equals("start-pre"));
        awaitUnit("failed.service", unit -> unit.status().isFailed());
        for (String plain : List.of("up", "exited", "failed", "pre", "bad")) {
            assertThat(words(unit(plain + ".service"))).as(plain).isEqualTo(shown(plain + ".service"));
        }
        assertThat(unit("failed.service").status().detail()).isEqualTo("exit-code, status 1");
        stop("pre.service");
        assertThat(get(starting).outcome()).isEqualTo(Outcome.CANCELED);
    }

    @Test
    void aUnitThatDoesNotLoadSaysWhyInSystemdsWords() {
        loadText("bad.service", "[Service]\nType=oneshot\nRestart=always\nExecStart=/bin/true\n");
        assertThat(unit("bad.service").status().detail())
                .isEqualTo("Unit " + name("bad.service") + " has a bad unit file setting.");
        assertThat(start("bad.service").words()).contains("has a bad unit file setting");
        loadText("bad.service", "[Service]\nExecStart=/bin/sleep 1000\n");
        assertThat(words(unit("bad.service"))).isEqualTo("loaded inactive dead");
        assertThat(unit("bad.service").status().detail()).isEmpty();
        assertThat(start("bad.service").isDone()).isTrue();
    }

    @Test
    void whatSomebodyElseDoesToAUnitIsSeen() {
        loadText("a.service", "[Service]\nExecStart=/bin/sleep 1000\n");
        systemctl("start", "a.service");
        awaitUnit(
                "a.service",
                unit -> unit.status().isActive() && unit.status().mainPid().isPresent());
        systemctl("stop", "a.service");
        awaitUnit("a.service", unit -> words(unit).equals("loaded inactive dead"));
    }

    @Test
    void aUnitThatWasStartedTooOftenIsStartedAllTheSame() {
        loadText("a.service", "[Unit]\nStartLimitBurst=2\nStartLimitIntervalSec=1h\n[Service]\nExecStart=/bin/false\n");
        for (int i = 0; i < 5; i++) {
            start("a.service");
            awaitUnit("a.service", unit -> unit.status().isFailed());
            assertThat(unit("a.service").status().detail()).isEqualTo("exit-code, status 1");
        }
    }

    // ---- files

    @Test
    void newUnitsCostNoReloadAndChangedOnesCostOne() {
        UnitFile first = text("[Service]\nExecStart=/bin/sleep 1000\n");
        UnitFile second = text("[Service]\nExecStart=/bin/sleep 2000\n");
        List<UnitName> names =
                IntStream.range(0, 20).mapToObj(i -> name("n" + i + ".service")).toList();
        long before = reloads();
        get(runtime()
                .load(names.stream().map(name -> new UnitToLoad(name, first)).toList()));
        names.forEach(name -> assertThat(get(runtime().start(name)).isDone()).isTrue());
        assertThat(reloads()).isEqualTo(before);

        get(runtime()
                .load(names.stream().map(name -> new UnitToLoad(name, second)).toList()));
        assertThat(reloads()).isEqualTo(before + 1);
        assertThat(show("n7.service", "NeedDaemonReload")).isEqualTo("no");
    }

    @Test
    void aUnitOfTheMachineIsLeftAlone() {
        UnitName own = UnitName.parse("systemd-journald.service");
        get(runtime().load(List.of(new UnitToLoad(own, text("[Service]\nExecStart=/bin/false\n")))));
        assertThat(listed(own).status().load()).isEqualTo("error");
        assertThat(listed(own).status().detail())
                .startsWith("the machine has a unit of this name of its own")
                .contains("systemd-journald.service");
        assertThat(get(runtime().start(own)).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(get(runtime().stop(own)).isDone()).isTrue();
        get(runtime().unload(List.of(own)));
        assertThat(runtime().list()).doesNotContainKey(own);
        assertThat(run("systemctl", "is-active", own.value())).isEqualTo("active");
    }

    @ParameterizedTest
    @ValueSource(strings = {"contract-a@.service", "contract-a.snapshot", "contract-a.busname", "contract-a.scope"})
    void whatSystemdCannotHaveSpoilsNoOther(String impossible) {
        UnitName name = UnitName.parse(impossible);
        UnitFile file = text("[Service]\nExecStart=/bin/sleep 1000\n");
        get(runtime().load(List.of(new UnitToLoad(name, file), new UnitToLoad(name("good.service"), file))));
        assertThat(listed(name).status().load()).isEqualTo("error");
        assertThat(listed(name).status().detail()).isNotEmpty();
        assertThat(start("good.service").isDone()).isTrue();
    }

    @Test
    void nothingIsLeftOfAnUnloadedUnit() {
        loadText("a.service", "[Service]\nExecStart=/bin/false\n");
        start("a.service");
        awaitUnit("a.service", unit -> unit.status().isFailed());
        get(runtime().unload(List.of(name("a.service"))));
        assertThat(RealSystemd.UNITS.resolve(name("a.service").value())).doesNotExist();
        assertThat(Path.of("/run/systemd/system", name("a.service").value())).doesNotExist();
        await().atMost(PATIENCE).until(() -> shown("a.service").equals("not-found inactive dead"));
    }

    @Test
    void linksThatSomebodyTookAwayAreMadeAgain() throws Exception {
        loadText("a.service", "[Service]\nExecStart=/bin/sleep 1000\n");
        Files.delete(Path.of("/run/systemd/system", name("a.service").value()));
        systemctl("daemon-reload");
        await().atMost(PATIENCE).until(() -> shown("a.service").equals("loaded inactive dead"));
        assertThat(start("a.service").isDone()).isTrue();
    }

    // ---- coming back

    @Test
    void whatAnAgentLeftHalfDoneIsFinishedByTheNext() throws Exception {
        loadText("changed.service", "[Service]\nExecStart=/bin/sleep 1000\n");
        start("changed.service");
        long pid = unit("changed.service").status().mainPid().orElseThrow();
        shut();
        // It was killed after it had written its files, and before it had told systemd.
        UnitFile next = text("[Service]\nExecStart=/bin/sleep 2000\n");
        Files.writeString(RealSystemd.UNITS.resolve(name("changed.service").value()), next.serialize());
        Files.writeString(RealSystemd.UNITS.resolve(name("new.service").value()), next.serialize());
        reopen();
        assertThat(unit("changed.service").hash()).isEqualTo(next.hash());
        assertThat(unit("changed.service").status().mainPid()).hasValue(pid);
        assertThat(show("changed.service", "NeedDaemonReload")).isEqualTo("no");
        assertThat(words(unit("new.service"))).isEqualTo("loaded inactive dead");
        assertThat(start("new.service").isDone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"systemctl daemon-reexec", "systemctl restart dbus.service"})
    void unitsAndJobsOutliveAnExecOfSystemdAndARestartOfTheBus(String blow) {
        loadText("a.service", "[Service]\nExecStart=/bin/sleep 1000\n");
        start("a.service");
        RuntimeUnit before = unit("a.service");
        Path gate = scratch.resolve("gate");
        loadText(
                "slow.service",
                "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c 'while ! test -e " + gate
                        + "; do sleep 0.05; done'\n");
        CompletableFuture<JobResult> slow = runtime().start(name("slow.service"));
        awaitUnit("slow.service", unit -> unit.status().active().equals("activating"));

        run(blow.split(" "));
        touch(gate);
        assertThat(get(slow).isDone()).isTrue();
        awaitUnit("slow.service", unit -> words(unit).equals("loaded active exited"));
        assertThat(unit("a.service")).isEqualTo(before);

        // Signals come again.
        run("systemctl", "stop", name("a.service").value());
        awaitUnit("a.service", unit -> unit.status().isDown());
        await().atMost(PATIENCE).ignoreExceptions().until(() -> start("a.service")
                .isDone());
    }

    // ---- logs and status

    @Test
    void theStatusIsTheOneThatSystemctlPrints() {
        loadText("a.service", "[Unit]\nDescription=Says much\n[Service]\nExecStart=/bin/sleep 1000\n");
        start("a.service");
        StatusText status = get(runtime().statusText(name("a.service"), 3));
        String expected = run(
                "systemctl",
                "status",
                "--no-pager",
                "--full",
                "--lines=3",
                name("a.service").value());
        assertThat(stable(status.text())).isEqualTo(stable(expected));
    }

    @Test
    void aReaderThatGoesTakesItsJournalctlAlong() {
        loadText("a.service", "[Service]\nExecStart=/bin/sh -c 'echo here; exec sleep 1000'\n");
        start("a.service");
        var sink = new Lines();
        try (var following = runtime().logs(name("a.service"), LogQuery.follow(10), sink)) {
            await().atMost(PATIENCE).until(() -> texts(sink.lines()).contains("here"));
            assertThat(journalctls()).isEqualTo(1);
        }
        await().atMost(PATIENCE).until(() -> journalctls() == 0);
        assertThat(sink.isEnded()).isFalse();
    }

    @Test
    void theLogOfAUnitThatIsGoneCanStillBeRead() {
        loadText("gone.service", "[Service]\nType=oneshot\nExecStart=/bin/echo it was here\n");
        start("gone.service");
        await().atMost(PATIENCE)
                .until(() -> texts(read("gone.service", LogQuery.last(50))).contains("it was here"));
        get(runtime().unload(List.of(name("gone.service"))));
        assertThat(texts(read("gone.service", LogQuery.last(50)))).contains("it was here");
    }

    // ---- the machine

    @Test
    void aMachineThatIsNotShuttingDownDoesNotSayThatItIs() {
        assertThat(get(runtime().machineStops())).isFalse();
    }

    // ----

    private RuntimeUnit listed(UnitName name) {
        RuntimeUnit unit = runtime().list().get(name);
        assertThat(unit).as(name.value()).isNotNull();
        return unit;
    }

    private void loadText(String plain, String content) {
        load(plain, text(content));
    }

    private static UnitFile text(String content) {
        return UnitFile.parse("test", content);
    }

    /** How often systemd has said that it reads its files anew. */
    private static long reloads() {
        run("journalctl", "--sync");
        return run("journalctl", "--quiet", "--identifier=systemd", "--output=cat")
                .lines()
                .filter(line -> line.startsWith("Reloading"))
                .count();
    }

    private String show(String plain, String property) {
        return run("systemctl", "show", "--value", "-p", property, name(plain).value());
    }

    /** In the order of the words of a unit. */
    private String shown(String plain) {
        return show(plain, "LoadState") + " " + show(plain, "ActiveState") + " " + show(plain, "SubState");
    }

    private String systemctl(String verb) {
        return run("systemctl", verb);
    }

    private String systemctl(String verb, String plain) {
        return run("systemctl", verb, name(plain).value());
    }

    private static long journalctls() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("journalctl"))
                .count();
    }

    /** Without what changes from one look to the next. */
    private static String stable(String status) {
        return status.replaceAll("; [^;]* ago", "")
                .replaceAll("(Memory|CPU|Tasks): .*", "")
                .strip();
    }

    private static void touch(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What it printed, whatever its exit status. */
    private static String run(String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C.UTF-8");
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(Duration.ofSeconds(30))).isTrue();
            return text.strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
