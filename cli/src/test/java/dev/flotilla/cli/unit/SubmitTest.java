package dev.flotilla.cli.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cli.CommandTestBase;
import dev.flotilla.cli.Run;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SubmitTest extends CommandTestBase {
    @Test
    void aTemplateIsUploadedAndSaid() throws IOException {
        file("apache@.service", APACHE);
        assertThat(run("submit apache@.service")).isEqualTo(ok("Unit apache@.service inactive\n"));
        assertThat(cluster.content("apache@.service")).isEqualTo(APACHE);
        assertThat(cluster.desired("apache@.service")).isEqualTo("inactive");
    }

    @Test
    void whatIsThereIsLeftAlone() throws IOException {
        file("a.service", PLAIN);
        run("submit a.service");
        assertThat(run("submit a.service")).isEqualTo(ok(""));
    }

    @Test
    void aDifferentLocalFileIsWarnedOfAndReplacedWhenAsked() throws IOException {
        cluster.submitted("a.service", PLAIN);
        file("a.service", PLAIN + "Restart=always\n");
        assertThat(run("submit a.service"))
                .isEqualTo(new Run(
                        0,
                        "",
                        "WARNING: Unit a.service in registry differs from local unit file a.service."
                                + " Add --replace to override.\n"));
        assertThat(cluster.content("a.service")).isEqualTo(PLAIN);

        assertThat(run("submit --replace a.service")).isEqualTo(ok("Unit a.service inactive\n"));
        assertThat(cluster.content("a.service")).contains("Restart=always");
    }

    @Test
    void aRunningUnitIsNotReplacedByASubmit() throws IOException {
        cluster.running("a.service", PLAIN);
        file("a.service", PLAIN + "Restart=always\n");
        assertThat(run("submit --replace a.service"))
                .isEqualTo(new Run(
                        1,
                        "",
                        "Error creating units: can not replace Unit(a.service) in state 'launched', use the"
                                + " appropriate command: start --replace\n"));
        assertThat(cluster.content("a.service")).isEqualTo(PLAIN);
    }

    @Test
    void globsThatTheShellLeftAreExpanded() throws IOException {
        file("web/a.service", PLAIN);
        file("web/b@.service", PLAIN);
        file("web/readme.txt", "not a unit");
        assertThat(run("submit web/*.service")).isEqualTo(ok("Unit a.service inactive\nUnit b@.service inactive\n"));
    }

    @Test
    void aBrokenFileIsNamedWithItsLineAndNothingIsSent() throws IOException {
        file("good.service", PLAIN);
        file("web/broken.service", "[Service]\nExecStart=/bin/true\nthis is no option\n");
        file("odd.service", PLAIN + "\n[X-Fleet]\nMachineOff=x\n");
        Run run = run("submit good.service web/broken.service odd.service");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("Error creating units: ")
                .contains("web/broken.service:3:")
                .contains("odd.service:5:")
                .contains("MachineOff");
        assertThat(gateway.requests()).noneMatch(request -> request.startsWith("PUT"));
    }

    @Test
    void whatOnlyTheClusterRefusesIsNamedWithItsLineToo() throws IOException {
        file("web/a.service", PLAIN + "\n[X-Discovery]\nService=a\nPort=80\n# of no use to others\nHost=127.0.0.1\n");
        Run run = run("submit web/a.service");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("web/a.service:8:1: Host=: 127.0.0.1 is a loopback address");
        assertThat(run("start --no-block web/a.service").err()).contains("web/a.service:8:1: Host=: 127.0.0.1");
    }

    @Test
    void filesThatAreNoUnitFilesAreRefusedWithTheReason() throws IOException {
        file("folder.service/x", "");
        file("huge.service", "#".repeat(2 * 1024 * 1024));
        file("nosuffix.txt", PLAIN);
        assertThat(run("submit folder.service").err()).contains("folder.service: is a directory");
        assertThat(run("submit huge.service").err()).contains("256 KiB");
        assertThat(run("submit ./nosuffix.txt").err()).contains("unable to find Unit(nosuffix.txt.service)");
        assertThat(run("submit bad!name.service").err()).contains("invalid character");
        assertThat(run("submit")).isEqualTo(new Run(2, "", "No units given\n"));
    }

    @Test
    void theClusterIsToldWhoAsks() throws IOException {
        file("a.service", PLAIN);
        run("submit a.service");
        assertThat(gateway.users()).contains("alice@laptop");
    }
}
