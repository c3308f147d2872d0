package dev.flotilla.cli.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cli.CommandTestBase;
import dev.flotilla.cli.Run;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StartTest extends CommandTestBase {
    @Test
    void instancesAreMadeOfTheLocalTemplateAndAwaited() throws IOException {
        file("web/apache@.service", APACHE);
        assertThat(run("start web/apache@1 web/apache@2.service"))
                .isEqualTo(ok("Unit apache@1.service inactive\n"
                        + "Unit apache@2.service inactive\n"
                        + "Unit apache@1.service launched on " + FIRST + "\n"
                        + "Unit apache@2.service launched on " + SECOND + "\n"));
    }

    @Test
    void manyAreSentTogetherAndToldOfInTheirOrder() throws IOException {
        file("web@.service", PLAIN);
        List<String> names = IntStream.rangeClosed(1, 40)
                .mapToObj(i -> "web@" + i + ".service")
                .toList();
        gateway.waitForChanges(8);

        Run started = run("start " + String.join(" ", names));

        assertThat(started.err()).isEmpty();
        assertThat(started.out().lines().limit(40))
                .containsExactlyElementsOf(
                        names.stream().map(name -> "Unit " + name + " inactive").toList());
        assertThat(names).allSatisfy(name -> assertThat(cluster.desired(name)).isEqualTo("launched"));

        gateway.waitForChanges(8);
        assertThat(run("stop web@*").exit()).isZero();
        gateway.waitForChanges(8);
        assertThat(run("destroy web@*").out().lines())
                .containsExactlyElementsOf(
                        names.stream().sorted().map(name -> "Destroyed " + name).toList());
    }

    @Test
    void ofManyNoMoreAreSentAfterOneThatIsRefused() throws IOException {
        for (int i = 10; i < 99; i++) {
            file("web@" + i + ".service", PLAIN);
        }
        file("web@10.service", PLAIN + "\n[X-Discovery]\nService=web\nPort=80\nHost=127.0.0.1\n");

        Run started = run("start web@*");

        assertThat(started.exit()).isEqualTo(1);
        assertThat(started.err()).startsWith("Error creating units: ").contains("web@10.service:7:1: ");
        assertThat(gateway.requests()).noneMatch(request -> request.matches("PUT .*98.*"));
    }

    @Test
    void anInstancesOwnFileComesBeforeTheTemplate() throws IOException {
        file("apache@.service", APACHE);
        file("apache@1.service", PLAIN);
        cluster.submitted("apache@.service", APACHE);
        run("start apache@1");
        assertThat(cluster.content("apache@1.service")).isEqualTo(PLAIN);
    }

    @Test
    void withoutAFileTheTemplateInTheClusterIsUsed() {
        cluster.submitted("apache@.service", APACHE);
        assertThat(run("start apache@1"))
                .isEqualTo(ok("Unit apache@1.service inactive\nUnit apache@1.service launched on " + FIRST + "\n"));
        assertThat(cluster.content("apache@1.service")).isEqualTo(APACHE);
    }

    @Test
    void anUnknownNameIsAnErrorInFleetsWords() {
        assertThat(run("start nosuch.service"))
                .isEqualTo(new Run(
                        1,
                        "",
                        "Error creating units: unable to find Unit(nosuch.service) in Registry or on filesystem\n"));
        assertThat(run("start nosuch@1").err()).contains("unable to find template Unit(nosuch@.service)");
    }

    @Test
    void aTemplateIsNotStarted() throws IOException {
        file("apache@.service", APACHE);
        Run run = run("start apache@.service");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("cannot activate template \"apache@.service\"");
        assertThat(gateway.requests()).noneMatch(request -> request.startsWith("PUT"));
    }

    @Test
    void aGlobStartsInstancesAndLeavesTheTemplate() throws IOException {
        file("hello_world@.service", PLAIN);
        file("hello_world@1.service", PLAIN);
        file("hello_world@2.service", PLAIN);
        assertThat(run("start hello_world@*").out())
                .contains("Unit hello_world@1.service launched")
                .contains("Unit hello_world@2.service launched")
                .doesNotContain("hello_world@.service");
    }

    @Test
    void aGlobalUnitIsNotWaitedFor() throws IOException {
        file("glob.service", GLOBAL);
        assertThat(run("start glob.service"))
                .isEqualTo(ok("Unit glob.service inactive\nTriggered global unit glob.service start\n"));
    }

    @Test
    void noBlockOnlyTriggers() throws IOException {
        file("a.service", PLAIN);
        assertThat(run("start --no-block a"))
                .isEqualTo(ok("Unit a.service inactive\nTriggered unit a.service start\n"));
        assertThat(cluster.desired("a.service")).isEqualTo("launched");
    }

    @Test
    void aUnitWithoutAMachineIsExplainedAndGivenUpInTime() throws IOException {
        cluster.running("apache@1.service", APACHE);
        cluster.running("apache@2.service", APACHE);
        file("apache@.service", APACHE);
        Run run = run("start apache@4");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("Unit apache@4.service inactive\n");
        assertThat(run.err())
                .startsWith("apache@4.service waits: 0 of 2 machines: 2 conflict with apache@1.service\n")
                .contains("Error waiting for units: unit apache@4.service has found no machine for")
                .contains("flotilla explain apache@4.service");
        assertThat(run.err().lines()).hasSize(2);
        assertThat(cluster.desired("apache@4.service")).isEqualTo("launched");
        // Asking again is no success either.
        assertThat(run("start apache@4").err()).startsWith("apache@4.service waits: ");
    }

    @Test
    void blockAttemptsBoundTheWait() throws IOException {
        file("slow.service", PLAIN);
        run("submit slow.service");
        cluster.neverArrives("slow.service");
        assertThat(run("start --block-attempts=2 slow"))
                .isEqualTo(new Run(
                        1,
                        "",
                        "Error waiting for units: timed out waiting for unit slow.service to report state launched\n"));
    }

    @Test
    void whatFailsAtOnceIsNoSuccess() throws IOException {
        cluster.submitted("bad.service", PLAIN);
        cluster.failWhenStarted("bad.service");
        Run run = run("start bad");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("Unit bad.service launched on " + FIRST + "\n");
        assertThat(run.err())
                .isEqualTo(
                        "Unit bad.service failed on 05c0472b... (failed/failed); see: flotilla journal bad.service\n");
    }

    @Test
    void aUnitThatItsMachineCannotLoadIsNoSuccessAndTheReasonIsSaid() {
        cluster.submitted("odd.service", PLAIN);
        cluster.unloadable("odd.service", "bad-setting", "Type=: unknown value \"bogus\"");
        Run run = run("start odd");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("Unit odd.service is bad-setting on 05c0472b...: Type=: unknown value \"bogus\"\n");
    }

    @Test
    void whatAUnitRunsWithoutIsSaidOnceBesideWhatFleetctlPrints() {
        String words = "MemoryMax= is not enforced by the process runtime";
        cluster.submitted("a.service", PLAIN);
        cluster.remarked("a.service", words);
        String said = "Unit a.service on 05c0472b...: " + words + "\n";
        assertThat(run("load a")).isEqualTo(new Run(0, "Unit a.service loaded on " + FIRST + "\n", said));
        assertThat(run("start a")).isEqualTo(new Run(0, "Unit a.service launched on " + FIRST + "\n", said));
        // Nothing is done, nothing is said.
        assertThat(run("start a")).isEqualTo(ok(""));
    }

    @Test
    void whyItFailedIsSaidWhereItsMachineSaysIt() {
        cluster.submitted("bad.service", PLAIN);
        cluster.failWhenStarted("bad.service");
        cluster.remarked("bad.service", "Failed with result 'exit-code'");
        assertThat(run("start bad").err()).isEqualTo("""
                        Unit bad.service failed on 05c0472b... (failed/failed); see: flotilla journal bad.service
                        Unit bad.service on 05c0472b...: Failed with result 'exit-code'
                        """);
    }

    @Test
    void whatRunsIsLeftAloneAndWhatFailedIsStartedAgain() {
        cluster.running("a.service", PLAIN);
        assertThat(run("start a")).isEqualTo(ok(""));

        cluster.end("a.service", "failed");
        assertThat(run("start a")).isEqualTo(ok("Unit a.service launched on " + FIRST + "\n"));
        assertThat(cluster.active("a.service")).isEqualTo("active");
        assertThat(gateway.changes()).hasSize(1).noneMatch(change -> change.contains("loaded"));
    }

    @Test
    void aGlobalUnitThatFailedOnOneMachineIsNotStoppedOnTheOthers() {
        cluster.running("glob.service", GLOBAL);
        cluster.endOn("45e8fd5a1b2c3d4e5f60718293a4b5c6", "glob.service", "failed");

        assertThat(run("start glob")).isEqualTo(ok("Triggered global unit glob.service start\n"));

        assertThat(gateway.changes()).hasSize(1).allMatch(change -> change.contains("launched"));
    }

    @Test
    void whatAMachineShowsOfAUnitThatRunsElsewhereIsNoReasonToTouchIt() {
        cluster.running("a.service", PLAIN);
        cluster.leaveBehind("45e8fd5a1b2c3d4e5f60718293a4b5c6", "a.service", "failed");
        assertThat(run("start a")).isEqualTo(ok(""));
        assertThat(gateway.changes()).isEmpty();
        run("stop a");
        assertThat(run("start a")).isEqualTo(ok("Unit a.service launched on " + FIRST + "\n"));
    }

    @Test
    void aUnitThatFailsAgainAtOnceIsNoSuccess() {
        cluster.running("a.service", PLAIN);
        cluster.end("a.service", "failed");
        cluster.failWhenStarted("a.service");
        assertThat(run("start a"))
                .isEqualTo(new Run(
                        1,
                        "Unit a.service launched on " + FIRST + "\n",
                        "Unit a.service failed on 05c0472b... (failed/failed); see: flotilla journal a.service\n"));
    }

    @Test
    void aFailedUnitThatItsMachineDoesNotStartAgainIsGivenUpInTime() {
        cluster.running("a.service", PLAIN);
        cluster.end("a.service", "failed");
        cluster.neverArrives("a.service");
        Run run = run("start a");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("Error waiting for units: unit a.service is failed on " + FIRST + " as before, ")
                .hasLineCount(1);
        assertThat(run("start --block-attempts=2 a").err())
                .isEqualTo("Error waiting for units: timed out waiting for unit a.service to report state launched\n");
    }

    /** A condition does not hold: the machine has nothing to report but its words. */
    @Test
    void aStartThatItsMachineSkipsIsOverAndItsReasonIsSaid() {
        cluster.running("a.service", PLAIN);
        cluster.end("a.service", "inactive");
        cluster.neverArrives("a.service");
        cluster.remarked("a.service", "Condition check resulted in skipping it");
        assertThat(run("start a"))
                .isEqualTo(new Run(
                        0,
                        "Unit a.service launched on " + FIRST + "\n",
                        "Unit a.service on 05c0472b...: Condition check resulted in skipping it\n"));
    }

    @Test
    void replaceGivesARunningUnitTheNewContentAndWaitsForIt() throws IOException {
        cluster.running("a.service", PLAIN);
        file("a.service", PLAIN + "Restart=always\n");
        assertThat(run("start a").err()).startsWith("WARNING: Unit a.service in registry differs");
        assertThat(run("start --replace a")).isEqualTo(ok("Unit a.service launched on " + FIRST + "\n"));
        assertThat(cluster.content("a.service")).contains("Restart=always");
        assertThat(run("list-units --no-legend --full --fields=hash").out().strip())
                .isEqualTo(run("list-unit-files --no-legend --full --fields=hash")
                        .out()
                        .strip());
    }

    @Test
    void loadLoadsWithoutStarting() throws IOException {
        file("a.service", PLAIN);
        assertThat(run("load a")).isEqualTo(ok("Unit a.service inactive\nUnit a.service loaded on " + FIRST + "\n"));
        assertThat(cluster.active("a.service")).isEqualTo("inactive");
        assertThat(run("start a")).isEqualTo(ok("Unit a.service launched on " + FIRST + "\n"));
    }

    @Test
    void aGatewayThatIsAwayForAMomentDoesNotEndTheWait() {
        cluster.submitted("a.service", PLAIN);
        gateway.failAfterNextChange(3);
        assertThat(shell.surrendering(Duration.ofSeconds(10)).run("start a"))
                .isEqualTo(new Run(0, "Unit a.service launched on " + FIRST + "\n", "the registry does not answer\n"));
    }

    @Test
    void aGatewayThatIsAwayBeforeAnythingWasDoneEndsIt() {
        cluster.submitted("a.service", PLAIN);
        gateway.failNext(1);
        assertThat(run("start a")).isEqualTo(new Run(1, "", "Error creating units: the registry does not answer\n"));
        assertThat(cluster.desired("a.service")).isEqualTo("inactive");
    }

    @Test
    void aGatewayThatStaysAwayEndsTheWaitInTime() {
        cluster.submitted("a.service", PLAIN);
        gateway.failAfterNextChange(Integer.MAX_VALUE);
        Run run = run("start a");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("the registry does not answer\nError starting units: the registry does not answer\n");
    }

    @Test
    void manyUnitsAreLookedUpTogether() throws IOException {
        for (int i = 0; i < 100; i++) {
            file("many/u" + i + ".service", PLAIN);
        }
        Run run = run("start many/*");
        assertThat(run.exit()).isZero();
        assertThat(run.out().lines()).hasSize(200);
        assertThat(gateway.requests())
                .filteredOn(r -> r.startsWith("GET /v1/units/"))
                .hasSizeLessThan(40);
        assertThat(run("destroy u*").out().lines()).hasSize(100);
    }
}
