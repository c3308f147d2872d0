package dev.flotilla.cloudconfig.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flotilla.cloudconfig.CloudConfigs;
import dev.flotilla.cloudconfig.Fixtures;
import dev.flotilla.cloudconfig.source.Variables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files, under a directory that stands for a machine's root. */
class LocalHostTest {
    @TempDir
    private Path root;

    private int uid;
    private int gid;

    @BeforeEach
    void makeSystem() throws IOException {
        uid = (Integer) Files.getAttribute(root, "unix:uid");
        gid = (Integer) Files.getAttribute(root, "unix:gid");
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(
                root.resolve("etc/passwd"),
                "me:x:" + uid + ":" + gid + "::/home/me:/bin/sh\ncore:x:" + uid + ":" + gid + "::/home/core:/bin/sh\n");
        Files.writeString(root.resolve("etc/group"), "us:x:" + gid + ":\n");
    }

    @Test
    void appliesAWholeFileTwice() throws Exception {
        byte[] config = Fixtures.bytes("apply/machine.yaml");
        Variables variables = Variables.of(Map.of("private_ipv4", "10.0.0.7"));
        Host host = LocalHost.in(root);
        Plan plan = CloudConfigs.plan(config, variables, host);
        assertThat(plan.problems()).isEmpty();
        CloudConfigs.apply(plan, host, step -> {});

        assertThat(read("etc/hostname")).isEqualTo("core-01\n");
        assertThat(read("etc/b64")).isEqualTo("Hello");
        assertThat(mode("etc/b64")).isEqualTo("rw-------");
        assertThat(read("home/core/example.service")).contains("Description=Example");
        assertThat(mode("home/core/example.service")).isEqualTo("r---w----");
        assertThat(mode("home/core/.ssh")).isEqualTo("rwx------");
        assertThat(mode("home/core/.ssh/authorized_keys")).isEqualTo("rw-------");
        assertThat((Integer) Files.getAttribute(root.resolve("usr-local/bin/tool"), "unix:mode") & 07777)
                .isEqualTo(04755);
        assertThat(Files.readSymbolicLink(root.resolve("etc/systemd/system/multi-user.target.wants/hello.service")))
                .hasToString("/etc/systemd/system/hello.service");
        assertThat(Files.readSymbolicLink(root.resolve("etc/systemd/system/ugly.service")))
                .hasToString("/dev/null");
        assertThat(read("run/systemd/system/fleet.service.d/20-cloudinit.conf"))
                .isEqualTo("[Service]\nEnvironment=\"FLEET_PUBLIC_IP=10.0.0.7\"\n");
        assertThat(read("etc/environment")).isEqualTo("COREOS_PRIVATE_IPV4=10.0.0.7\n");
        assertThat(mode("run/systemd/system/fleet.service.d")).isEqualTo("rwxr-xr-x");

        Map<String, String> before = snapshot();
        Plan second = CloudConfigs.plan(config, variables, host);
        assertThat(second.changes()).isEmpty();
        assertThat(CloudConfigs.apply(second, host, step -> {})).isEmpty();
        assertThat(snapshot()).isEqualTo(before);
    }

    @Test
    void filesBelongToWhomTheyName() throws Exception {
        assumeTrue(uid == 0, "only root can give files away");
        Files.writeString(
                root.resolve("etc/passwd"), "joe:x:4711:4712::/home/joe:/bin/sh\n", StandardOpenOption.APPEND);
        Files.writeString(root.resolve("etc/group"), "joe:x:4712:\nadm:x:4713:\n", StandardOpenOption.APPEND);
        byte[] config = """
                #cloud-config
                users: [{name: joe, ssh_authorized_keys: [ssh-ed25519 AAAA joe]}]
                write_files:
                  - {path: /srv/user, owner: joe, content: a}
                  - {path: /srv/both, owner: "joe:adm", content: a, permissions: "4750"}
                  - {path: /srv/own-group, owner: "joe:", content: a}
                  - {path: /srv/group, owner: ":adm", content: a}
                  - {path: /srv/numbers, owner: "4711:4713", content: a}
                  - {path: /srv/nobody, content: a}
                """.getBytes(StandardCharsets.UTF_8);
        Host host = LocalHost.in(root);
        CloudConfigs.apply(CloudConfigs.plan(config, Variables.of(Map.of()), host), host, step -> {});
        assertThat(owner("srv/user")).isEqualTo("4711:" + gid);
        assertThat(owner("srv/both")).isEqualTo("4711:4713");
        assertThat((Integer) Files.getAttribute(root.resolve("srv/both"), "unix:mode") & 07777)
                .isEqualTo(04750);
        assertThat(owner("srv/own-group")).isEqualTo("4711:4712");
        assertThat(owner("srv/group")).isEqualTo("0:4713");
        assertThat(owner("srv/numbers")).isEqualTo("4711:4713");
        assertThat(owner("srv/nobody")).isEqualTo("0:" + gid);
        assertThat(owner("srv")).isEqualTo("0:" + gid);
        assertThat(owner("home/joe/.ssh")).isEqualTo("4711:4712");
        assertThat(owner("home/joe/.ssh/authorized_keys")).isEqualTo("4711:4712");
        Plan second = CloudConfigs.plan(config, Variables.of(Map.of()), host);
        assertThat(second.changes()).isEmpty();
    }

    @Test
    void keysAreKeptFromLinksAndTheRestIsDone() throws Exception {
        Files.writeString(root.resolve("etc/shadow"), "root:$6$secret:1::::::\n");
        Path ssh = Files.createDirectories(root.resolve("home/me/.ssh"));
        Files.createSymbolicLink(ssh.resolve("authorized_keys"), Path.of("/etc/shadow"));
        Path others = Files.createDirectories(root.resolve("root/.ssh"));
        Files.createDirectories(root.resolve("home/core"));
        Files.createSymbolicLink(root.resolve("home/core/.ssh"), Path.of("/root/.ssh"));
        byte[] config = "#cloud-config\nssh_authorized_keys: [a]\nusers: [{name: me, ssh_authorized_keys: [b]}]\n"
                .getBytes(StandardCharsets.UTF_8);
        Plan plan = CloudConfigs.plan(config, Variables.of(Map.of()), LocalHost.in(root));
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.steps())
                .filteredOn(step -> step.outcome() == PlannedStep.Outcome.SKIPPED)
                .extracting(PlannedStep::reason)
                .containsExactly(
                        "/home/core/.ssh is a link: keys are neither read nor written through it",
                        "/home/me/.ssh/authorized_keys is a link: keys are neither read nor written through it");
        assertThat(others).isEmptyDirectory();
    }

    /** Whoever is given a file must not say where: a link in a directory of joe's can lead to any other. */
    @Test
    void aFileForAUserIsNotWrittenThroughTheUsersOwnLink() throws Exception {
        assumeTrue(uid == 0, "only root can give files away");
        Files.writeString(
                root.resolve("etc/passwd"), "joe:x:4711:4712::/home/joe:/bin/sh\n", StandardOpenOption.APPEND);
        Path home = Files.createDirectories(root.resolve("home/joe"));
        Path others = Files.createDirectories(root.resolve("root/.ssh"));
        Files.createSymbolicLink(home.resolve(".ssh"), Path.of("/root/.ssh"));
        Files.setAttribute(home.resolve(".ssh"), "unix:uid", 4711, LinkOption.NOFOLLOW_LINKS);
        Host host = LocalHost.in(root);
        assertThatThrownBy(() -> host.write("/home/joe/.ssh/authorized_keys", new byte[] {'k'}, 0600, "joe:"))
                .isInstanceOf(IOException.class)
                .hasMessage("/home/joe/.ssh is a link that the file's owner can change: it is not followed");
        assertThat(others).isEmptyDirectory();

        // Also one of root's, which its place lets joe put where it was not.
        Files.setAttribute(home.resolve(".ssh"), "unix:uid", 0, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(home, "unix:uid", 4711);
        assertThatThrownBy(() -> host.write("/home/joe/.ssh/authorized_keys", new byte[] {'k'}, 0600, "joe:"))
                .hasMessageContaining("is not followed");
        assertThat(others).isEmptyDirectory();
    }

    @Test
    void aFileForAUserIsWrittenThroughLinksThatAreNotTheUsers() throws Exception {
        assumeTrue(uid == 0, "only root can give files away");
        Files.writeString(
                root.resolve("etc/passwd"), "joe:x:4711:4712::/home/joe:/bin/sh\n", StandardOpenOption.APPEND);
        Path home = Files.createDirectories(root.resolve("var/home/joe"));
        Files.setAttribute(home, "unix:uid", 4711);
        Files.createSymbolicLink(root.resolve("home"), Path.of("var/home"));
        LocalHost.in(root).write("/home/joe/.ssh/authorized_keys", new byte[] {'k'}, 0600, "joe:");
        assertThat(home.resolve(".ssh/authorized_keys")).hasContent("k");
    }

    @Test
    void planningTouchesNothing() throws Exception {
        Map<String, String> before = snapshot();
        CloudConfigs.plan(
                Fixtures.bytes("apply/machine.yaml"),
                Variables.of(Map.of("private_ipv4", "10.0.0.7")),
                LocalHost.in(root));
        assertThat(snapshot()).isEqualTo(before);
    }

    @Test
    void doesNotLeaveTheRootThroughLinks() throws Exception {
        Path outside = Files.createDirectory(root.resolve("outside"));
        Files.createDirectories(root.resolve("var"));
        Files.createSymbolicLink(root.resolve("etc/absolute"), Path.of("/var"));
        Files.createSymbolicLink(root.resolve("etc/upwards"), Path.of("../../../../../../.." + outside));
        Host host = LocalHost.in(root);
        host.write("/etc/absolute/a", new byte[] {'a'}, 0644, "");
        assertThat(root.resolve("var/a")).hasContent("a");
        host.write("/etc/upwards/b", new byte[] {'b'}, 0644, "");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void replacesALinkAndLeavesItsTarget() throws Exception {
        Files.writeString(root.resolve("etc/target"), "t");
        Files.createSymbolicLink(root.resolve("etc/link"), Path.of("target"));
        LocalHost.in(root).write("/etc/link", new byte[] {'n'}, 0600, "me:us");
        assertThat(Files.isSymbolicLink(root.resolve("etc/link"))).isFalse();
        assertThat(root.resolve("etc/target")).hasContent("t");
        assertThat(LocalHost.in(root).at("/etc/link")).isEqualTo(new PathState.File(new byte[] {'n'}, 0600, "me:us"));
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNoRemains() throws Exception {
        Files.createDirectories(root.resolve("etc/dir/full"));
        Host host = LocalHost.in(root);
        assertThatThrownBy(() -> host.write("/etc/dir", new byte[] {1}, 0644, ""))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> host.write("/etc/new", new byte[] {1}, 0644, "nobody-here:us"))
                .hasMessageContaining("no such owner");
        try (Stream<Path> files = Files.list(root.resolve("etc"))) {
            assertThat(files.map(p -> p.getFileName().toString())).containsExactlyInAnyOrder("passwd", "group", "dir");
        }
    }

    @Test
    void linksInARingAreAnErrorNotAnEnd() throws Exception {
        Files.createSymbolicLink(root.resolve("etc/a"), Path.of("b"));
        Files.createSymbolicLink(root.resolve("etc/b"), Path.of("a"));
        assertThatThrownBy(() -> LocalHost.in(root).write("/etc/a/x", new byte[0], 0644, ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too many links");
    }

    private String read(String path) throws IOException {
        return Files.readString(root.resolve(path));
    }

    private String owner(String path) throws IOException {
        return Files.getAttribute(root.resolve(path), "unix:uid") + ":"
                + Files.getAttribute(root.resolve(path), "unix:gid");
    }

    private String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(path)));
    }

    private Map<String, String> snapshot() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                FileTime time = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS);
                all.put(path.toString(), time + " " + Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS));
            }
        }
        return all;
    }
}
