package dev.flotilla.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.JobResult.Outcome;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.StateListener;
import dev.flotilla.agent.runtime.UnitToLoad;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd is asked for, and what is made of its answers. */
class SystemdRuntimeTest {
    private static final String SLEEP = "[Service]\nExecStart=/bin/sleep 1000\n";
    private static final String OTHER = "[Service]\nExecStart=/bin/sleep 2000\n";
    private static final String TIED = SLEEP + "[Install]\nWantedBy=all.target\n";
    private static final String REFUSED = OTHER + "[Install]\nWantedBy=impossible.target\n";

    @TempDir
    Path directory;

    private final FakeSystemd systemd = new FakeSystemd();
    private SystemdRuntime runtime;

    @BeforeEach
    void open() {
        open(Duration.ofHours(1));
        systemd.takeAsked();
    }

    private void open(Duration resync) {
        runtime = SystemdRuntime.open(
                new SystemdRuntimeSettings(directory, resync, List.of("false"), List.of("false")), systemd);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void newUnitsAreLinkedInOneCallAndNothingIsReloaded() {
        load("a", SLEEP, "b", SLEEP, "c", SLEEP);
        assertThat(systemd.takeAsked()).containsExactly("list 3", "link a.service b.service c.service", "list 3");
        assertThat(words("a")).isEqualTo("loaded inactive dead");
        assertThat(directory.resolve("a.service")).hasContent(SLEEP);
    }

    @Test
    void changedContentIsReloadedOnceForAll() {
        load("a", SLEEP, "b", SLEEP);
        systemd.takeAsked();
        load("a", OTHER, "b", OTHER);
        assertThat(systemd.takeAsked()).containsExactly("reload", "list 2");
        assertThat(unit("a").hash()).isEqualTo(file(OTHER).hash());
    }

    @Test
    void theSameContentCostsALookOnly() {
        load("a", SLEEP);
        systemd.takeAsked();
        load("a", SLEEP);
        assertThat(systemd.takeAsked()).containsExactly("list 1");
    }

    @Test
    void anInstallSectionIsCarriedOutAndTakenBack() {
        load("a", TIED);
        assertThat(systemd.takeAsked()).containsExactly("list 1", "enable a.service", "reload", "list 1");
        load("a", SLEEP);
        assertThat(systemd.takeAsked()).containsExactly("disable 1", "link a.service", "reload", "list 1");
        load("a", TIED);
        systemd.takeAsked();
        unload("a");
        assertThat(systemd.takeAsked()).containsExactly("StopUnit a.service", "disable 1", "reload");
    }

    @Test
    void whatIsAskedWhileFilesAreChangedMakesUpOneRound() {
        CompletableFuture<?>[] all = new CompletableFuture<?>[20];
        for (int i = 0; i < all.length; i++) {
            all[i] = runtime.load(List.of(new UnitToLoad(name("u" + i), file(SLEEP))));
        }
        CompletableFuture.allOf(all).join();
        assertThat(systemd.takeAsked().stream().filter(words -> words.startsWith("link")))
                .hasSizeLessThan(all.length);
        assertThat(runtime.list()).hasSize(all.length);
    }

    @Test
    void oneThatCannotBeLinkedSpoilsNoOther() {
        load("impossible", SLEEP, "a", SLEEP);
        assertThat(words("impossible")).isEqualTo("error inactive dead");
        assertThat(unit("impossible").status().detail()).isEqualTo("refused by link");
        assertThat(directory.resolve("impossible.service")).doesNotExist();
        assertThat(words("a")).isEqualTo("loaded inactive dead");
    }

    @Test
    void aNewUnitWhoseInstallSectionIsRefusedLeavesNothingBehind() {
        load("a", REFUSED);
        assertThat(words("a")).isEqualTo("error inactive dead");
        assertThat(unit("a").status().detail()).isEqualTo("refused by enable");
        assertThat(directory.resolve("a.service")).doesNotExist();
    }

    @Test
    void aRunningUnitWhoseNewContentIsRefusedKeepsItsFileAndItsStatus() {
        load("a", SLEEP);
        start("a");
        load("a", REFUSED);
        assertThat(words("a")).isEqualTo("error active running");
        assertThat(unit("a").status().detail()).isEqualTo("refused by enable");
        assertThat(unit("a").hash()).isEqualTo(file(REFUSED).hash());
        assertThat(directory.resolve("a.service")).hasContent(SLEEP);
        systemd.changes("a.service", "deactivating", "stop");
        await().untilAsserted(() -> assertThat(words("a")).isEqualTo("error deactivating stop"));
    }

    @Test
    void aRunningUnitWhoseNewContentIsRefusedCanBeStoppedButNotStarted() {
        load("a", SLEEP);
        start("a");
        load("a", REFUSED);
        systemd.takeAsked();
        assertThat(runtime.restart(name("a")).join()).isEqualTo(new JobResult(Outcome.FAILED, "refused by enable"));
        assertThat(systemd.takeAsked()).isEmpty();
        assertThat(runtime.stop(name("a")).join().isDone()).isTrue();
        assertThat(systemd.takeAsked()).contains("StopUnit a.service");
        assertThat(words("a")).isEqualTo("error inactive dead");
        assertThat(start("a").outcome()).isEqualTo(Outcome.FAILED);
        unload("a");
        assertThat(directory.resolve("a.service")).doesNotExist();
    }

    @Test
    void refusedContentStaysRefusedUntilThereIsBetter() {
        load("a", SLEEP, "b", SLEEP);
        start("a");
        load("a", REFUSED);
        systemd.changesUnheard("b.service", "failed", "failed");
        systemd.isBack();
        await().until(() -> unit("b").status().isFailed());
        assertThat(words("a")).isEqualTo("error active running");
        load("a", REFUSED);
        assertThat(words("a")).isEqualTo("error active running");
        load("a", OTHER);
        assertThat(words("a")).isEqualTo("loaded active running");
        assertThat(unit("a").status().detail()).isEmpty();
        assertThat(directory.resolve("a.service")).hasContent(OTHER);
    }

    @Test
    void refusedContentGivesBackTheLinksOfTheOneBefore() {
        load("a", TIED);
        systemd.takeAsked();
        load("a", REFUSED);
        assertThat(systemd.takeAsked())
                .containsExactly("disable 1", "enable a.service", "disable 1", "enable a.service", "reload", "list 1");
        assertThat(directory.resolve("a.service")).hasContent(file(TIED).serialize());
        unload("a");
        assertThat(systemd.takeAsked()).endsWith("disable 1", "reload");
    }

    @Test
    void theNextAgentKnowsTheContentThatWasNotRefused() {
        load("a", SLEEP);
        start("a");
        load("a", REFUSED);
        runtime.close();
        open();
        assertThat(words("a")).isEqualTo("loaded active running");
        assertThat(unit("a").hash()).isEqualTo(file(SLEEP).hash());
    }

    @Test
    void aUnitOfTheMachineIsNeitherReplacedNorStarted() {
        systemd.hasItself("ssh.service");
        load("ssh", SLEEP);
        assertThat(unit("ssh").status().load()).isEqualTo("error");
        assertThat(unit("ssh").status().detail()).contains("/lib/systemd/system/ssh.service");
        assertThat(start("ssh").outcome()).isEqualTo(Outcome.FAILED);
        unload("ssh");
        assertThat(systemd.takeAsked()).noneMatch(words -> words.matches("(link|StartUnit|StopUnit|disable).*"));
    }

    @Test
    void aUnitThatDoesNotLoadHasSystemdsWords() {
        load("a", "[Service]\nType=wrong\n");
        assertThat(words("a")).isEqualTo("bad-setting inactive dead");
        assertThat(unit("a").status().detail()).isEqualTo("Unit a.service has a bad unit file setting.");
    }

    @Test
    void aFailedUnitIsForgivenBeforeItIsStarted() {
        load("a", SLEEP);
        systemd.changes("a.service", "failed", "failed");
        await().until(() -> unit("a").status().detail().equals("exit-code, status 1"));
        systemd.takeAsked();
        assertThat(start("a")).isEqualTo(JobResult.done());
        assertThat(systemd.takeAsked()).startsWith("reset-failed a.service", "StartUnit a.service");
        assertThat(unit("a").status().detail()).isEmpty();
    }

    @Test
    void aJobsResultIsTheOneThatIsTold() {
        load("a", SLEEP);
        systemd.hold();
        CompletableFuture<JobResult> start = runtime.start(name("a"));
        await().until(() -> systemd.takeAsked().contains("StartUnit a.service"));
        assertThat(start).isNotDone();
        systemd.finish("a.service", "inactive", "dead", "dependency");
        assertThat(start.join().outcome()).isEqualTo(Outcome.DEPENDENCY);
    }

    @Test
    void aStopOvertakesAStartThatDoesNotEnd() {
        load("a", SLEEP);
        systemd.hold();
        CompletableFuture<JobResult> start = runtime.start(name("a"));
        CompletableFuture<JobResult> stop = runtime.stop(name("a"));
        await().until(() -> systemd.takeAsked().contains("StopUnit a.service"));
        systemd.finish("a.service", "inactive", "dead", "done");
        assertThat(stop.join().isDone()).isTrue();
        assertThat(start).isNotDone();
    }

    @Test
    void aMissedSignalIsMadeUpFor() {
        load("a", SLEEP);
        start("a");
        systemd.changesUnheard("a.service", "failed", "failed");
        assertThat(unit("a").status().isActive()).isTrue();
        systemd.isBack();
        await().until(() -> unit("a").status().isFailed());
    }

    @Test
    void whatNoSignalEverTellsIsFoundByLookingNowAndThenAndTold() {
        load("a", SLEEP, "b", SLEEP);
        start("a");
        start("b");
        runtime.close();
        open(Duration.ofMillis(20));
        List<RuntimeUnit> told = new CopyOnWriteArrayList<>();
        runtime.subscribe(new StateListener() {
            @Override
            public void changed(RuntimeUnit unit) {
                told.add(unit);
            }

            @Override
            public void removed(UnitName name) {}
        });
        systemd.changesUnheard("a.service", "failed", "failed");
        await().until(() ->
                unit("a").status().isFailed() && unit("a").status().detail().equals("exit-code, status 1"));
        await().untilAsserted(() -> assertThat(told).endsWith(unit("a")));
        assertThat(told).extracting(RuntimeUnit::name).containsOnly(name("a"));
        assertThat(unit("b").status().isActive()).isTrue();
    }

    @Test
    void whileTheBusIsAwayCallsFailAndJobsEndWhenItIsBack() {
        load("a", SLEEP);
        systemd.hold();
        CompletableFuture<JobResult> start = runtime.start(name("a"));
        await().until(() -> systemd.takeAsked().contains("StartUnit a.service"));
        systemd.goes();
        assertThatThrownBy(() -> runtime.start(name("a")).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(FlotillaException.class, e -> assertThat(e.error())
                        .isInstanceOf(FlotillaError.Unavailable.class));
        assertThat(start).isNotDone();
        systemd.changesUnheard("a.service", "active", "running");
        systemd.isBack();
        assertThat(start.join().isDone()).isTrue();
        await().until(() -> unit("a").status().isActive());
    }

    @Test
    void theNextAgentFindsWhatRuns() {
        load("a", SLEEP, "b", TIED);
        start("a");
        RuntimeUnit before = unit("a");
        runtime.close();
        open();
        assertThat(unit("a")).isEqualTo(before);
        assertThat(words("b")).isEqualTo("loaded inactive dead");
        assertThat(unit("b").hash()).isEqualTo(file(TIED).hash());
        assertThat(systemd.takeAsked()).noneMatch(words -> words.matches("(StartUnit|StopUnit|Restart|reload).*"));
    }

    @Test
    void whatWasWrittenButNotReadIsReloadedByTheNextAgent() throws Exception {
        load("a", SLEEP);
        runtime.close();
        Files.writeString(directory.resolve("a.service"), OTHER);
        Files.writeString(directory.resolve("new.service"), SLEEP);
        Files.writeString(directory.resolve("README"), "no unit");
        open(Duration.ofHours(1));
        assertThat(systemd.takeAsked()).contains("reload", "link new.service");
        assertThat(words("a")).isEqualTo("loaded inactive dead");
        assertThat(words("new")).isEqualTo("loaded inactive dead");
        assertThat(runtime.list()).hasSize(2);
    }

    @Test
    void anUnloadedUnitCanBeLoadedAndStartedAgainAtOnce() {
        load("a", SLEEP);
        start("a");
        CompletableFuture<Void> unloaded = runtime.unload(List.of(name("a")));
        CompletableFuture<Void> loaded = runtime.load(List.of(new UnitToLoad(name("a"), file(OTHER))));
        assertThat(runtime.start(name("a")).join().isDone()).isTrue();
        assertThat(unloaded).isCompleted();
        assertThat(loaded).isCompleted();
        assertThat(unit("a").hash()).isEqualTo(file(OTHER).hash());
        assertThat(unit("a").status().isActive()).isTrue();
    }

    @Test
    void aLinkThatCannotBeMadeAgainIsTriedAgainAndTheUnitRunsOnUnderOurEyes() {
        load("a", SLEEP);
        start("a");
        systemd.loses("a.service");
        systemd.refusesAt("link");
        systemd.isBack();
        await().untilAsserted(() -> assertThat(words("a")).isEqualTo("error active running"));
        assertThat(unit("a").status().detail()).isEqualTo("in the way");
        assertThat(directory.resolve("a.service")).hasContent(SLEEP);
        systemd.isBack();
        await().untilAsserted(() -> assertThat(words("a")).isEqualTo("loaded active running"));
        assertThat(runtime.stop(name("a")).join().isDone()).isTrue();
        assertThat(systemd.takeAsked()).contains("StopUnit a.service");
    }

    @Test
    void aNewUnitThatWasCutOffHalfWayIsBroughtToItsEnd() {
        systemd.failsAt("link");
        assertThatThrownBy(() -> load("a", SLEEP)).hasMessageContaining("for the test");
        assertThat(runtime.list()).isEmpty();
        systemd.isBack();
        await().until(() -> runtime.list().containsKey(name("a")));
        assertThat(words("a")).isEqualTo("loaded inactive dead");
        unload("a");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void newContentThatWasCutOffHalfWayIsBroughtToItsEnd() {
        load("a", SLEEP);
        systemd.failsAt("reload");
        assertThatThrownBy(() -> load("a", OTHER)).hasMessageContaining("for the test");
        assertThat(unit("a").hash()).isEqualTo(file(SLEEP).hash());
        systemd.takeAsked();
        systemd.isBack();
        await().until(() -> unit("a").hash().equals(file(OTHER).hash()));
        assertThat(systemd.takeAsked()).contains("reload");
        assertThat(words("a")).isEqualTo("loaded inactive dead");
    }

    @Test
    void whatWasCutOffHalfWayCanBeTakenBack() {
        load("a", SLEEP);
        systemd.failsAt("reload");
        assertThatThrownBy(() -> load("a", OTHER)).hasMessageContaining("for the test");
        systemd.takeAsked();
        load("a", SLEEP);
        assertThat(systemd.takeAsked()).contains("reload");
        assertThat(directory.resolve("a.service")).hasContent(SLEEP);
    }

    @Test
    void linksThatWereMadeBeforeItWasCutOffAreTakenBack() {
        systemd.failsAt("reload");
        assertThatThrownBy(() -> load("a", TIED)).hasMessageContaining("for the test");
        systemd.takeAsked();
        load("a", SLEEP);
        assertThat(systemd.takeAsked()).containsSubsequence("disable 1", "link a.service", "reload");
        assertThat(words("a")).isEqualTo("loaded inactive dead");
    }

    @Test
    void whatWasCutOffHalfWayAndIsWantedNoMoreLeavesNothingBehind() {
        systemd.failsAt("link");
        assertThatThrownBy(() -> load("a", SLEEP)).hasMessageContaining("for the test");
        runtime.unload(List.of(name("a"))).join();
        assertThat(directory).isEmptyDirectory();
        systemd.takeAsked();
        systemd.isBack();
        load("b", SLEEP);
        assertThat(runtime.list()).containsOnlyKeys(name("b"));
    }

    @Test
    void aReloadThatFailedIsDoneWithTheNextRound() {
        load("a", TIED);
        systemd.failsAt("reload");
        unload("a");
        await().until(() -> systemd.takeAsked().contains("reload"));
        load("b", SLEEP);
        assertThat(systemd.takeAsked()).contains("reload");
    }

    private void load(String... namesAndTexts) {
        List<UnitToLoad> batch = new java.util.ArrayList<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            batch.add(new UnitToLoad(name(namesAndTexts[i]), file(namesAndTexts[i + 1])));
        }
        runtime.load(batch).join();
    }

    private void unload(String... names) {
        runtime.unload(Arrays.stream(names).map(SystemdRuntimeTest::name).toList())
                .join();
        await().until(() -> Arrays.stream(names).noneMatch(it -> runtime.list().containsKey(name(it))));
    }

    private JobResult start(String name) {
        return runtime.start(name(name)).join();
    }

    private RuntimeUnit unit(String name) {
        return runtime.list().get(name(name));
    }

    private String words(String name) {
        var status = unit(name).status();
        return status.load() + " " + status.active() + " " + status.sub();
    }

    private static UnitName name(String plain) {
        return UnitName.parse(plain + ".service");
    }

    private static UnitFile file(String text) {
        return UnitFile.parse("test", text);
    }
}
