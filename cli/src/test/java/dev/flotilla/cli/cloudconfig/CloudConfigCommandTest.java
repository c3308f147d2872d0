package dev.flotilla.cli.cloudconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cli.CommandTestBase;
import dev.flotilla.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** {@code cloud-config} as a user meets it; none of it asks a cluster. */
class CloudConfigCommandTest extends CommandTestBase {
    private static final String BAD = "#cloud-config\nhostnme: a\ncoreos:\n  update:\n    reboot-strategy: sometimes\n";

    @Test
    void validateNamesFileLineAndColumn() throws IOException {
        file("user-data", BAD);
        assertThat(run("cloud-config validate user-data")).isEqualTo(new Run(1, """
                        user-data:2:1: warning: hostnme: unknown key, it is ignored; did you mean "hostname"?
                        user-data:5:22: error: coreos.update.reboot-strategy: invalid value "sometimes"; use etcd-lock, reboot or off
                        """, ""));
    }

    @Test
    void validateSpeaksAsCoreosDid() throws IOException {
        file("user-data", BAD);
        file("good", "#cloud-config\nhostname: a\n");
        assertThat(run("cloud-config validate --format=coreos user-data")).isEqualTo(new Run(1, """
                        line 2: warning: unrecognized key "hostnme"
                        line 5: error: invalid value sometimes
                        """, ""));
        assertThat(run("cloud-config validate --format=coreos good")).isEqualTo(ok(""));
    }

    @Test
    void validateSpeaksJson() throws IOException {
        file("user-data", "#cloud-config\nfoo: 1\n");
        assertThat(run("cloud-config validate --format=json user-data").out())
                .contains(
                        "\"file\" : \"user-data\"", "\"line\" : 2", "\"severity\" : \"warning\"", "\"path\" : \"foo\"");
    }

    @Test
    void anAddressThatIsNotSetIsAnErrorUnlessTheFileIsForElsewhere() throws IOException {
        file("user-data", "#cloud-config\nwrite_files: [{path: /a, content: $private_ipv4}]\n");
        assertThat(run("cloud-config validate user-data").out()).contains("error: $private_ipv4 is not set");
        assertThat(run("cloud-config validate --elsewhere user-data")).isEqualTo(ok(""));
        assertThat(run("cloud-config validate --private-ipv4 10.0.0.7 user-data"))
                .isEqualTo(ok(""));
        assertThat(shell.with("COREOS_PRIVATE_IPV4", "10.0.0.7").run("cloud-config validate user-data"))
                .isEqualTo(ok(""));
    }

    @Test
    void applyShowsItsPlanMakesItTrueAndThenHasNothingToDo() throws IOException {
        Files.createDirectories(folder.resolve("machine/etc"));
        file("user-data", "#cloud-config\nhostname: a\nwrite_files: [{path: /etc/motd, content: hi}]\n");
        String steps = "+ set the hostname to a\n+ write /etc/motd (0644)\n";
        assertThat(run("cloud-config apply --root machine --dry-run user-data"))
                .isEqualTo(ok(steps + "2 changes to make.\n"));
        assertThat(folder.resolve("machine/etc")).isEmptyDirectory();
        assertThat(run("cloud-config apply --root machine user-data"))
                .isEqualTo(ok(steps
                        + "2 changes to make.\ndone: set the hostname to a\ndone: write /etc/motd (0644)\n"
                        + "2 changes made.\n"));
        assertThat(folder.resolve("machine/etc/motd")).hasContent("hi");
        assertThat(run("cloud-config apply --root machine user-data"))
                .isEqualTo(ok("  set the hostname to a (already so)\n  write /etc/motd (0644) (already so)\n"
                        + "Nothing to change.\n"));
    }

    @Test
    void applyRefusesAFileWithErrors() throws IOException {
        Files.createDirectories(folder.resolve("machine"));
        file("user-data", "#cloud-config\nhostname: a\nwrite_files: [{path: /a, owner: nobody-here}, {path: b}]\n");
        Run run = run("cloud-config apply --root machine user-data");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("user-data:3:", "the path is not absolute", "Nothing was changed.");
        assertThat(folder.resolve("machine")).isEmptyDirectory();
    }

    @Test
    void renderWritesUserDataThatValidates() throws IOException {
        file("token", "t0ken\n");
        file("id.pub", "ssh-ed25519 AAAA me\n");
        Run run = run("cloud-config render --role worker --registry 10.0.0.1:49152,10.0.0.2:49152"
                + " --metadata disk=ssd,host=service_01 --join-token-file token --ssh-key id.pub --hostname w1"
                + " --reboot-strategy off");
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .startsWith("#cloud-config\nhostname: w1\n")
                .contains("Environment=\"FLOTILLA_AGENT_METADATA=disk=ssd,host=service_01\"")
                .contains("Environment=\"FLOTILLA_AGENT_REGISTRY=10.0.0.1:49152,10.0.0.2:49152\"")
                .contains("FLOTILLA_AGENT_JOIN_TOKEN=t0ken")
                .doesNotContain("etcd.service");
        file("rendered", run.out());
        assertThat(run("cloud-config validate --private-ipv4 10.0.0.7 rendered").exit())
                .isZero();
        assertThat(run("cloud-config convert --format ignition rendered").out())
                .startsWith("{\n  \"ignition\" : {\n    \"version\" : \"3.3.0\"");
        assertThat(run("cloud-config convert --format butane rendered").out()).startsWith("variant: flatcar\n");
    }

    @Test
    void renderSaysWhatItNeeds() {
        assertThat(run("cloud-config render --role worker"))
                .isEqualTo(new Run(2, "", "a worker needs to know the registry's addresses\n"));
        assertThat(run("cloud-config render --role central").err()).contains("how etcd's members find each other");
        assertThat(run("cloud-config render --role boss").err()).isEqualTo("--role is single, central or worker\n");
        assertThat(run("cloud-config render --role central --etcd-srv a --discovery http://b/c")
                        .err())
                .contains("give one of");
        assertThat(run("cloud-config render --role single --metadata disk").exit())
                .isEqualTo(1);
    }

    @Test
    void misuseIsTold() {
        assertThat(run("cloud-config").exit()).isEqualTo(2);
        assertThat(run("cloud-config validate").err()).isEqualTo("usage: cloud-config validate FILE...\n");
        assertThat(run("cloud-config validate nosuch")).isEqualTo(new Run(1, "", "nosuch: no such file\n"));
        assertThat(run("cloud-config apply --root nosuch x").err()).contains("is no directory");
        assertThat(run("cloud-config validate --format=xml x").exit()).isEqualTo(2);
    }
}
