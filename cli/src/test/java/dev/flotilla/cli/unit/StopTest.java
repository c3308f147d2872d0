package dev.flotilla.cli.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cli.CommandTestBase;
import dev.flotilla.cli.Run;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** stop, unload, restart, destroy. */
class StopTest extends CommandTestBase {
    @Test
    void stopWaitsAndSaysSo() {
        cluster.running("apache@1.service", APACHE);
        assertThat(run("stop apache@1"))
                .isEqualTo(new Run(
                        0,
                        "Unit apache@1.service loaded on " + FIRST + "\n",
                        "Successfully stopped units [apache@1.service].\n"));
        assertThat(run("stop apache@1").err()).isEqualTo("Successfully stopped units [].\n");
    }

    @Test
    void whatIsInactiveOrUnknownCannotBeStopped() {
        cluster.submitted("a.service", PLAIN);
        assertThat(run("stop a"))
                .isEqualTo(new Run(
                        1, "", "Unable to stop unit a.service in state inactive\nSuccessfully stopped units [].\n"));
        assertThat(run("stop nosuch.service")).isEqualTo(new Run(1, "", "Units not found in registry\n"));
    }

    @Test
    void oneUnknownUnitDoesNotKeepTheOthersRunning() {
        cluster.running("a.service", PLAIN);
        Run run = run("stop nosuch a");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("Unit nosuch.service not found in registry");
        assertThat(cluster.desired("a.service")).isEqualTo("loaded");
    }

    @Test
    void aUnitThatStillWaitsForAMachineIsStoppedToo() {
        cluster.running("apache@1.service", APACHE);
        cluster.running("apache@2.service", APACHE);
        cluster.submitted("apache@3.service", APACHE);
        cluster.want("apache@3.service", "launched");
        assertThat(run("stop apache@3").exit()).isZero();
        assertThat(cluster.desired("apache@3.service")).isEqualTo("loaded");
    }

    @Test
    void globsMeanNamesInTheCluster() {
        cluster.running("a-1.service", PLAIN);
        cluster.running("a-2.service", PLAIN);
        cluster.running("b.service", PLAIN);
        assertThat(run("stop a-*").err()).isEqualTo("Successfully stopped units [a-1.service a-2.service].\n");
        assertThat(cluster.desired("b.service")).isEqualTo("launched");
        assertThat(run("stop c-*")).isEqualTo(new Run(1, "", "Units not found in registry\n"));
    }

    @Test
    void globalUnitsAndNoBlockOnlyTrigger() {
        cluster.running("glob.service", GLOBAL);
        cluster.running("a.service", PLAIN);
        assertThat(run("stop --no-block glob a").out())
                .isEqualTo("Triggered global unit glob.service stop\nTriggered unit a.service stop\n");
        assertThat(run("unload --no-block glob a").out())
                .isEqualTo("Triggered global unit glob.service unload\nTriggered unit a.service unload\n");
    }

    @Test
    void unloadTakesUnitsOffTheirMachines() {
        cluster.running("apache@2.service", APACHE);
        assertThat(run("unload apache@2.service"))
                .isEqualTo(new Run(
                        0, "Unit apache@2.service inactive\n", "Successfully unloaded units [apache@2.service].\n"));
    }

    @Test
    void restartGoesOneByOne() {
        cluster.running("apache@1.service", APACHE);
        cluster.running("apache@2.service", APACHE);
        assertThat(run("restart apache@1 apache@2"))
                .isEqualTo(new Run(
                        0,
                        "Unit apache@1.service loaded on " + FIRST + "\nUnit apache@1.service launched on " + FIRST
                                + "\nUnit apache@2.service loaded on " + SECOND
                                + "\nUnit apache@2.service launched on " + SECOND + "\n",
                        "Successfully restarted units [apache@1.service apache@2.service].\n"));
    }

    @Test
    void restartEndsAtTheFirstThatDoesNotComeBack() {
        cluster.submitted("a.service", PLAIN);
        cluster.running("b.service", PLAIN);
        Run run = run("restart a b");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("Unable to restart unit a.service in state inactive\n");
        assertThat(gateway.requests()).noneMatch(request -> request.startsWith("PUT"));
    }

    @Test
    void aUnitThatFailsWhenItIsRestartedIsNoSuccessAndTheNextIsNotTouched() {
        cluster.running("bad.service", PLAIN);
        cluster.running("next.service", PLAIN);
        cluster.failWhenStarted("bad.service");
        assertThat(run("restart bad next"))
                .isEqualTo(new Run(
                        1,
                        "Unit bad.service loaded on " + FIRST + "\nUnit bad.service launched on " + FIRST + "\n",
                        """
                        Unit bad.service failed on 05c0472b... (failed/failed); see: flotilla journal bad.service
                        Failed to restart units [bad.service]. exit == 1.
                        """));
        assertThat(gateway.requests())
                .filteredOn(request -> request.startsWith("PUT"))
                .hasSize(2)
                .allMatch(request -> request.contains("bad.service"));
    }

    @Test
    void aRestartThatFailsOnOneMachineOfAGlobalUnitIsNoSuccess() {
        cluster.running("glob.service", GLOBAL);
        cluster.failWhenStarted("glob.service");
        Run run = run("restart glob");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("Unit glob.service failed on 05c0472b...", "failed on 45e8fd5a...");
    }

    /** As {@code start} has it: launched is enough, whether it comes up is not waited for. */
    @Test
    void aUnitThatIsStillActivatingHasComeBack() {
        cluster.running("slow.service", PLAIN);
        cluster.becomesWhenStarted("slow.service", "activating");
        assertThat(run("restart slow").exit()).isZero();
    }

    @Test
    void whatAUnitRunsWithoutIsSaidOnceWhenItIsRestarted() {
        cluster.running("a.service", PLAIN);
        cluster.remarked("a.service", "MemoryMax= is not enforced by the process runtime");
        assertThat(run("restart a").err()).isEqualTo("""
                Unit a.service on 05c0472b...: MemoryMax= is not enforced by the process runtime
                Successfully restarted units [a.service].
                """);
    }

    @Test
    void restartWaitsForGlobalUnitsOnEveryMachine() {
        cluster.running("glob.service", GLOBAL);
        assertThat(run("restart glob").out()).isEqualTo("Unit glob.service loaded\nUnit glob.service launched\n");
    }

    @Test
    void destroyedUnitsAreGone() {
        cluster.running("a.service", PLAIN);
        cluster.running("b.service", PLAIN);
        assertThat(run("destroy web/a.service b")).isEqualTo(ok("Destroyed a.service\nDestroyed b.service\n"));
        assertThat(run("list-unit-files --no-legend")).isEqualTo(ok(""));
        assertThat(run("destroy a")).isEqualTo(new Run(1, "", "Units not found in registry\n"));
    }

    @Test
    void withoutUnitsTheCommandLineMakesNoSense() {
        for (String command : new String[] {"start", "load", "stop", "unload", "restart", "destroy"}) {
            assertThat(run(command)).as(command).isEqualTo(new Run(2, "", "No units given\n"));
        }
    }

    @Test
    void somebodyElsesWishEndsTheWait() throws InterruptedException {
        cluster.running("a.service", PLAIN);
        cluster.neverArrives("a.service");
        // A virtual one that spins would hold a carrier, perhaps the only one, and the fake gateway needs one too.
        Thread other = Thread.ofPlatform().daemon().start(() -> {
            while (!cluster.desired("a.service").equals("loaded")) {
                Thread.onSpinWait();
            }
            cluster.want("a.service", "launched");
        });
        Run run = run("stop a");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("unit a.service is to be launched meanwhile, says alice@laptop");
        assertThat(other.join(Duration.ofSeconds(10))).isTrue();
    }
}
