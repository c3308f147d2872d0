package dev.flotilla.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cli.CommandTestBase;
import dev.flotilla.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** machine-metadata and ssh; ssh is a script that writes down its arguments. */
class MachineCommandsTest extends CommandTestBase {
    private static final String FIRST_ID = "05c0472b1b2c3d4e5f60718293a4b5c6";

    private Path written;

    @BeforeEach
    void fakeSsh() throws IOException {
        written = folder.resolve("ssh.arguments");
        Path script = folder.resolve("ssh");
        Files.writeString(script, "#!/bin/sh\nprintf '%s\\n' \"$@\" > '" + written + "'\nexit 42\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        shell = shell.with("FLOTILLA_SSH", script.toString());
    }

    private String sshArguments() throws IOException {
        return String.join(" ", Files.readAllLines(written));
    }

    @Test
    void metadataIsSetRemovedAndShown() {
        assertThat(run("machine-metadata set 05c0472b disk=hdd zone=a"))
                .isEqualTo(ok("disk=hdd\nhost=service_02\nzone=a\n"));
        assertThat(run("machine-metadata remove 05c0472b... disk host zone")).isEqualTo(ok(""));
        assertThat(cluster.metadata(FIRST_ID)).isEqualTo(Map.of());
        assertThat(run("machine-metadata 172.18.1.3")).isEqualTo(ok(""));
        assertThat(run("machine-metadata 45e8")).isEqualTo(ok(""));
    }

    @Test
    void wrongWordsChangeNothing() {
        assertThat(run("machine-metadata set 05c0472b disk=ssd zone"))
                .isEqualTo(new Run(2, "", "\"zone\" is not KEY=VALUE\n"));
        assertThat(run("machine-metadata remove 05c0472b disk=ssd").exit()).isEqualTo(2);
        assertThat(run("machine-metadata set 05c0472b").exit()).isEqualTo(2);
        assertThat(run("machine-metadata set ffff a=b")).isEqualTo(new Run(1, "", "machine ffff does not exist\n"));
        assertThat(gateway.requests()).noneMatch(request -> request.startsWith("PATCH"));
    }

    @Test
    void anIdThatSeveralMachinesShareIsRefused() {
        cluster.machine("05ffffff1b2c3d4e5f60718293a4b5c6", "172.18.1.4", Map.of());
        assertThat(run("machine-metadata 05").err()).contains("more than one machine");
    }

    /** A machine that was set up anew has its address and another id; the one it was stays listed for a day. */
    @Test
    void byItsAddressTheMachineIsMeantThatIsNotLost() {
        String lost = "00ffffff1b2c3d4e5f60718293a4b5c6";
        cluster.machine(lost, "172.18.1.2", Map.of());
        cluster.lose(lost);
        assertThat(run("machine-metadata set 172.18.1.2 zone=a")).isEqualTo(ok("disk=ssd\nhost=service_02\nzone=a\n"));
        assertThat(cluster.metadata(FIRST_ID)).containsEntry("zone", "a");
        assertThat(cluster.metadata(lost)).isEmpty();

        assertThat(run("machine-metadata set " + lost + " zone=b")).isEqualTo(ok("zone=b\n"));
        assertThat(cluster.metadata(FIRST_ID)).containsEntry("zone", "a");
    }

    @Test
    void aLostMachineCanBeMeantByItsAddressToo() {
        cluster.lose(FIRST_ID);
        assertThat(run("machine-metadata 172.18.1.2")).isEqualTo(ok("disk=ssd\nhost=service_02\n"));
    }

    @Test
    void anAddressThatSeveralMachinesHaveIsRefusedAndTheyAreNamed() {
        String twin = "99ffffff1b2c3d4e5f60718293a4b5c6";
        cluster.machine(twin, "172.18.1.2", Map.of());
        String refusal = "found more than one machine with the address 172.18.1.2: " + FIRST_ID + ", " + twin
                + "; name it by its id\n";
        assertThat(run("machine-metadata set 172.18.1.2 zone=a")).isEqualTo(new Run(1, "", refusal));
        cluster.lose(FIRST_ID);
        cluster.lose(twin);
        assertThat(run("machine-metadata set 172.18.1.2 zone=a")).isEqualTo(new Run(1, "", refusal));
        assertThat(gateway.requests()).noneMatch(request -> request.startsWith("PATCH"));
    }

    @Test
    void sshGoesToAMachineWithTheUsersOptions() throws IOException {
        Run run = run("--ssh-username=root --ssh-timeout=5 ssh -A --ssh-port=2222 05c0472b ls -l /");
        assertThat(run.exit()).isEqualTo(42);
        assertThat(sshArguments()).isEqualTo("-l root -o ConnectTimeout=5 -A -p 2222 -- 172.18.1.2 ls -l /");
    }

    @Test
    void sshGoesWhereAUnitIs() throws IOException {
        cluster.running("a.service", PLAIN);
        run("ssh a");
        assertThat(sshArguments()).isEqualTo("-l core -o ConnectTimeout=10 -p 22 -- 172.18.1.2");
        run("ssh --unit=a.service uptime");
        assertThat(sshArguments()).endsWith("-- 172.18.1.2 uptime");
        run("ssh --machine 45e8 -- uptime -p");
        assertThat(sshArguments()).endsWith("-- 172.18.1.3 uptime -p");
    }

    @Test
    void hostKeysAndTunnelsArePassedOn() throws IOException {
        run("--strict-host-key-checking=false --tunnel 10.0.0.1:2200 ssh --machine=05c0");
        // The tunnel is ssh as well, and this ssh forwards nothing.
        shell = shell.with("FLEETCTL_KNOWN_HOSTS_FILE", "hosts");
        assertThat(sshArguments()).contains("StrictHostKeyChecking=no").contains("-W 127.0.0.1:");
        run("ssh 05c0");
        assertThat(sshArguments()).contains("-o UserKnownHostsFile=" + folder.resolve("hosts"));
    }

    @Test
    void whatCannotBeReachedIsSaid() {
        cluster.running("glob.service", GLOBAL);
        cluster.submitted("a.service", PLAIN);
        assertThat(run("ssh nosuch").err()).isEqualTo("Unable to proceed: could not find matching unit or machine\n");
        assertThat(run("ssh glob").err()).contains("global units unsupported");
        assertThat(run("ssh a").err()).contains("unit a.service is on no machine");
        assertThat(run("ssh").err()).contains("one machine or unit must be provided");
        assertThat(run("ssh --machine=a --unit=b").err()).contains("please specify only one");
        assertThat(Files.exists(written)).isFalse();
    }
}
