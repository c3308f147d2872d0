package dev.flotilla.cli.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cli.CommandTestBase;
import dev.flotilla.cli.Run;
import dev.flotilla.cli.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The three lists, as a real fleetctl prints them. */
class ListsTest extends CommandTestBase {
    @Test
    void listMachines() {
        assertThat(run("list-machines"))
                .isEqualTo(ok("MACHINE\t\tIP\t\tMETADATA\n"
                        + "05c0472b...\t172.18.1.2\tdisk=ssd,host=service_02\n"
                        + "45e8fd5a...\t172.18.1.3\t-\n"));
        assertThat(run("list-machines -l --no-legend"))
                .isEqualTo(ok("05c0472b1b2c3d4e5f60718293a4b5c6\t172.18.1.2\tdisk=ssd,host=service_02\n"
                        + "45e8fd5a1b2c3d4e5f60718293a4b5c6\t172.18.1.3\t-\n"));
    }

    @Test
    void lostMachinesAreListedWhenAsked() {
        cluster.lose("45e8fd5a1b2c3d4e5f60718293a4b5c6");
        assertThat(run("list-machines --no-legend --fields=machine").out()).isEqualTo("05c0472b...\n");
        assertThat(run("list-machines --all --fields=machine,status").out())
                .isEqualTo("MACHINE\t\tSTATUS\n05c0472b...\tonline\n45e8fd5a...\tlost\n");
    }

    @Test
    void agentsOfAnotherVersionAreFound() {
        assertThat(run("list-machines --no-legend --fields=machine,version").out())
                .isEqualTo("05c0472b...\t1.2.3\n45e8fd5a...\t1.2.3\n");
    }

    @Test
    void listUnits() {
        cluster.running("apache@1.service", APACHE);
        cluster.running("apache@2.service", APACHE);
        cluster.submitted("apache@.service", APACHE);
        assertThat(run("list-units"))
                .isEqualTo(ok("UNIT\t\t\tMACHINE\t\t\tACTIVE\tSUB\n"
                        + "apache@1.service\t" + FIRST + "\tactive\trunning\n"
                        + "apache@2.service\t" + SECOND + "\tactive\trunning\n"));
    }

    @Test
    void aGlobalUnitHasALineForEachMachine() {
        cluster.running("glob.service", GLOBAL);
        assertThat(run("list-units --no-legend --fields=unit,machine,load"))
                .isEqualTo(ok("glob.service\t" + FIRST + "\tloaded\nglob.service\t" + SECOND + "\tloaded\n"));
    }

    @Test
    void listUnitFiles() {
        cluster.submitted("apache@.service", APACHE);
        cluster.running("apache@1.service", APACHE);
        cluster.running("apache@2.service", APACHE);
        cluster.submitted("apache@4.service", APACHE);
        cluster.want("apache@4.service", "launched");
        cluster.running("glob.service", GLOBAL);
        String apache = run("list-unit-files --no-legend --fields=hash")
                .out()
                .lines()
                .findFirst()
                .orElseThrow();
        String glob = run("list-unit-files --no-legend --fields=hash")
                .out()
                .lines()
                .toList()
                .getLast();
        assertThat(apache).hasSize(7);
        assertThat(run("list-unit-files"))
                .isEqualTo(ok("UNIT\t\t\tHASH\tDSTATE\t\tSTATE\t\tTARGET\n"
                        + "apache@.service\t\t" + apache + "\tinactive\tinactive\t-\n"
                        + "apache@1.service\t" + apache + "\tlaunched\tlaunched\t" + FIRST + "\n"
                        + "apache@2.service\t" + apache + "\tlaunched\tlaunched\t" + SECOND + "\n"
                        + "apache@4.service\t" + apache + "\tlaunched\tinactive\t-\n"
                        + "glob.service\t\t" + glob + "\tlaunched\t-\t\tglobal\n"));
    }

    @Test
    void allFieldsOfUnitFiles() {
        cluster.running("glob.service", GLOBAL);
        cluster.running("apache@1.service", APACHE);
        Run run = run("list-unit-files --full --fields=unit,desc,global,tmachine,hash");
        assertThat(run.err()).isEqualTo("WARNING: The \"tmachine\" field is deprecated. Use \"target\" instead\n");
        assertThat(run.out().lines().toList().getFirst()).isEqualTo("UNIT\t\t\tDESC\t\tGLOBAL\tTMACHINE\t\t\t\t\tHASH");
        assertThat(run.out())
                .contains("apache@1.service\tApache on %i\tfalse\t05c0472b1b2c3d4e5f60718293a4b5c6/172.18.1.2\t")
                .contains("glob.service\t\t-\t\ttrue\tglobal\t\t\t\t\t\t");
        assertThat(run.out().lines().skip(1)).allMatch(line -> line.matches(".*\t[0-9a-f]{40}"));
    }

    @Test
    void theReasonForWaitingIsAField() {
        cluster.running("apache@1.service", APACHE);
        cluster.running("apache@2.service", APACHE);
        cluster.submitted("apache@4.service", APACHE);
        cluster.want("apache@4.service", "launched");
        assertThat(run("list-unit-files --no-legend --fields=unit,reason").out())
                .contains("apache@4.service\t0 of 2 machines: 2 conflict with apache@1.service\n");
    }

    @Test
    void unknownFieldsAreRefused() {
        assertThat(run("list-units --fields=unit,color"))
                .isEqualTo(new Run(
                        1, "", "Invalid key in output format: \"color\" (valid: active,hash,load,machine,sub,unit)\n"));
        assertThat(run("list-machines --fields=")).isEqualTo(new Run(1, "", "Must define output format\n"));
    }

    @Test
    void everyListIsJsonWhenAsked() throws IOException {
        cluster.running("a.service", PLAIN);
        Json units = Json.parse(run("list-units -o json").out());
        assertThat(units.items()).hasSize(1);
        assertThat(units.items().getFirst().at("sub").text()).isEqualTo("running");
        Json files = Json.parse(run("list-unit-files --output json").out());
        assertThat(files.items().getFirst().at("desiredState").text()).isEqualTo("launched");
        Json machines = Json.parse(run("list-machines --output=json").out());
        assertThat(machines.items().getFirst().at("metadata").at("disk").text()).isEqualTo("ssd");
        assertThat(run("list-units -o yaml").exit()).isEqualTo(2);
    }

    @Test
    void catPrintsTheUnitFile() {
        cluster.submitted("apache@.service", APACHE);
        assertThat(run("cat apache@.service")).isEqualTo(ok(APACHE));
        assertThat(run("cat apache@*")).isEqualTo(ok(APACHE));
        assertThat(run("cat apache@.service nosuch"))
                .isEqualTo(new Run(1, "# apache@.service\n" + APACHE + "\n", "Unit nosuch.service not found\n"));
        assertThat(run("cat nosuch.service")).isEqualTo(new Run(1, "", "Unit nosuch.service not found\n"));
        assertThat(run("cat")).isEqualTo(new Run(1, "", "One unit file must be provided.\n"));
    }

    @Test
    void verifyChecksFilesWithoutACluster() throws IOException {
        file("a.service", PLAIN);
        file("b.service", PLAIN + "\n[X-Fleet]\nGlobal=true\nMachineOf=a.service\n");
        gateway.close();
        file("d.service", "# nothing yet\n");
        Run run = run("verify a.service b.service c.service d.service");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).matches("a\\.service: ok, [0-9a-f]{7}\n");
        assertThat(run.err()).contains("b.service:").contains("c.service: no such file", "d.service: is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker", "shell", "discovery", "etcd"})
    void verifyFindsNoFaultInTheExamples(String flavour) {
        Path units = Path.of(System.getProperty("flotilla.root", ".."), "examples", flavour);
        Run run = shell.run(List.of("verify", units.toAbsolutePath() + "/*.service"));
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains(".service: ok, ");
        assertThat(run.exit()).isZero();
    }
}
