package dev.flotilla.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cli.session.GlobalOptions;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Help, global options, misuse. */
class CliTest extends CommandTestBase {
    @Test
    void helpTellsEveryCommandAndEveryGlobalOption() {
        String help = run("--help").out();
        for (CommandTable command : CommandTable.values()) {
            assertThat(help).contains("\n    " + command.word() + " ");
        }
        new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(new GlobalOptions()))
                .getCommandSpec().options().stream()
                        .filter(option -> !option.hidden())
                        .forEach(option -> assertThat(help).contains(option.longestName()));
        assertThat(run("")).isEqualTo(ok(help));
        assertThat(run("-h")).isEqualTo(ok(help));
        assertThat(run("help")).isEqualTo(ok(help));
        assertThat(run("--debug --help")).isEqualTo(ok(help));
        assertThat(help).doesNotContain("LOCAL CLUSTER");
        assertThat(shell.with("FLOTILLA_ROOT", "/x").run("help").out()).contains("LOCAL CLUSTER");
    }

    @Test
    void everyCommandHasHelpOfItsOwnWithoutTheGlobalOptions() {
        for (CommandTable command : CommandTable.values()) {
            Run help = run("help " + command.word());
            assertThat(help.exit()).isZero();
            assertThat(help.err()).isEmpty();
            assertThat(help.out())
                    .as(command.word())
                    .contains("Usage: flotilla " + command.word())
                    .doesNotContain("--ca-file")
                    .doesNotContain("null");
            assertThat(run(command.word() + " --help")).isEqualTo(help);
        }
        assertThat(run("help nosuch")).isEqualTo(new Run(1, "", "Unrecognized command: nosuch\n"));
    }

    @Test
    void theHelpOfACommandTellsItsOptionsAndExamples() {
        assertThat(run("start --help").out())
                .contains("      --no-block           Do not wait.")
                .contains("--block-attempts=N")
                .contains("  flotilla start apache@1 apache@2");
    }

    @Test
    void theVersionIsTheBuilds() {
        assertThat(run("version").out()).matches("flotilla version \\d+\\.\\d+\\.\\d+\\S*\n");
        assertThat(run("--version")).isEqualTo(run("version"));
    }

    @Test
    void misuseIsToldWithExitStatusTwo() {
        assertThat(run("frobnicate"))
                .isEqualTo(new Run(
                        2, "", "flotilla: unknown subcommand: \"frobnicate\"\nRun 'flotilla help' for usage.\n"));
        assertThat(run("units").err()).contains("Did you mean list-units?");
        assertThat(run("start --frob a"))
                .isEqualTo(
                        new Run(2, "", "flotilla: Unknown option: '--frob'\nRun 'flotilla help start' for usage.\n"));
        assertThat(run("--frob start").exit()).isEqualTo(2);
        assertThat(run("start --block-attempts=many a").err()).contains("many");
    }

    @Test
    void globalOptionsStandBeforeOrAfterTheCommand() throws IOException {
        cluster.running("a.service", PLAIN);
        shell = shell.with("FLEETCTL_ENDPOINT", "http://127.0.0.1:1");
        for (String line : new String[] {
            "--endpoint " + gateway.endpoint() + " list-units --no-legend",
            "--endpoint=" + gateway.endpoint() + " list-units --no-legend=true",
            "list-units --no-legend --endpoint " + gateway.endpoint(),
        }) {
            assertThat(run(line).out()).as(line).startsWith("a.service\t");
        }
        assertThat(run("list-units").exit()).isEqualTo(1);
    }

    @Test
    void variablesStandInForGlobalOptionsOursBeforeFleets() {
        shell = shell.with("FLOTILLA_ENDPOINT", gateway.endpoint()).with("FLEETCTL_ENDPOINT", "http://127.0.0.1:1");
        assertThat(run("list-machines").exit()).isZero();
        shell = shell.with("FLOTILLA_ENDPOINT", "");
        assertThat(run("list-machines").err())
                .isEqualTo("Error retrieving list of active machines: cannot reach the gateway at"
                        + " http://127.0.0.1:1: connection refused\n");
        assertThat(shell.with("FLEETCTL_REQUEST_TIMEOUT", "soon")
                        .run("list-units")
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void theDefaultEndpointFollowsThePortBase() {
        shell = shell.with("FLEETCTL_ENDPOINT", "").with("FLOTILLA_PORT_BASE", String.valueOf(gateway.port() - 1));
        assertThat(run("list-machines").exit()).isZero();
        assertThat(shell.with("FLOTILLA_PORT_BASE", "x").run("list-machines").err())
                .contains("FLOTILLA_PORT_BASE is no number");
    }

    @Test
    void debugTellsWhatIsAsked() {
        assertThat(run("--debug list-machines").err())
                .startsWith("debug: GET " + gateway.endpoint() + "/v1/machines -> 200");
    }

    @Test
    void etcdIsNotSpoken() {
        assertThat(run("--driver=etcd list-units").err()).contains("there is no --driver but API");
        assertThat(run("--driver=API --experimental-api list-units").exit()).isZero();
    }

    @Test
    void aServerThatIsNoGatewayIsRecognised() throws IOException {
        assertThat(run("list-units --endpoint " + gateway.endpoint() + "/elsewhere")
                        .err())
                .contains("no such resource");
    }
}
