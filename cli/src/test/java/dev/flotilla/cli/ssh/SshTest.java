package dev.flotilla.cli.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cli.CommandTestBase;
import dev.flotilla.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SshTest extends CommandTestBase {
    private static Ssh ssh(String tunnel) {
        return new Ssh("ssh", "core", Optional.of(tunnel), Duration.ZERO, Optional.empty(), true);
    }

    @Test
    void aShellBehindATunnelGoesThroughItWithTheSameOptions() {
        Ssh ssh = new Ssh(
                "ssh",
                "core",
                Optional.of("bastion:2200"),
                Duration.ofSeconds(5),
                Optional.of(Path.of("/home/o'hara/known hosts")),
                true);
        List<String> command = ssh.shell("10.0.0.7", 22, false, List.of("uptime"));
        assertThat(command)
                .containsSubsequence("-p", "22", "--", "10.0.0.7", "uptime")
                .contains("UserKnownHostsFile=/home/o'hara/known hosts")
                .contains("ProxyCommand='ssh' '-l' 'core' '-o' 'ConnectTimeout=5' '-o'"
                        + " 'UserKnownHostsFile=/home/o'\\''hara/known hosts' '-W' '%h:%p' '-p' '2200' '--' 'bastion'");
    }

    @Test
    void theTunnelsPortIsOptionalAndItsAddressMayBeOfIpv6() {
        assertThat(ssh("bastion").shell("m", 22, false, List.of()).toString()).contains("'%h:%p' '--' 'bastion'");
        assertThat(ssh("[::1]:22").shell("m", 22, false, List.of()).toString()).contains("'-p' '22' '--' '::1'");
        assertThat(ssh("fe80::1").shell("m", 22, false, List.of()).toString()).contains("'%h:%p' '--' 'fe80::1'");
    }

    /** A tunnel whose ssh forwards indeed: bash connects its standard streams with the port it is told. */
    @Test
    void requestsTravelThroughTheTunnel() throws IOException {
        Path script = folder.resolve("ssh");
        Files.writeString(script, """
                #!/bin/bash
                echo "$@" >> "$(dirname "$0")/ssh.arguments"
                while [ "$1" != -W ]; do shift; done
                exec 3<>"/dev/tcp/${2%:*}/${2##*:}"
                cat <&3 &
                cat >&3
                kill %1
                """);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        cluster.running("a.service", PLAIN);
        shell = shell.with("FLOTILLA_SSH", script.toString()).with("FLEETCTL_TUNNEL", "10.1.2.3");

        assertThat(run("list-units --no-legend --fields=unit,sub")).isEqualTo(ok("a.service\trunning\n"));
        assertThat(Files.readString(folder.resolve("ssh.arguments")))
                .isEqualTo("-l core -o ConnectTimeout=10 -W 127.0.0.1:" + gateway.port() + " -- 10.1.2.3\n");
    }

    @Test
    void aTunnelThatCannotBeBuiltIsAnError() {
        shell = shell.with("FLEETCTL_TUNNEL", "10.1.2.3").with("FLOTILLA_SSH", "/nonexistent/ssh");
        Run run = run("list-units");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("ssh cannot be started");
        shell = shell.with("FLOTILLA_SSH", "false");
        assertThat(run("list-units").err()).contains("cannot reach the gateway");
        assertThat(run("list-units --endpoint unix:///run/x.sock").err())
                .contains("a Unix socket cannot be reached through --tunnel");
    }
}
