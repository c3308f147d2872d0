package dev.flotilla.cloudconfig.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.cloudconfig.CloudConfigs;
import dev.flotilla.cloudconfig.source.Variables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is done to a running machine, in which order, and what is not done again. */
class ApplyTest {
    private static final String KEYS = """
            #cloud-config
            users: [{name: bob, ssh_authorized_keys: [ssh-ed25519 AAAA bob]}]
            """;

    private final FakeHost host = new FakeHost();
    private Variables variables = Variables.of(Map.of());

    @Test
    void goesInTheOrderOfOld() throws Exception {
        host.knownUnits.addAll(List.of("locksmithd.service", "update-engine.service", "docker.service"));
        apply("""
                #cloud-config
                hostname: core-01
                manage_etc_hosts: localhost
                users:
                  - name: elroy
                    passwd: $6$abc$def
                    groups: [sudo, docker]
                    ssh_authorized_keys: [ssh-ed25519 AAAA elroy]
                write_files:
                  - path: /etc/motd
                    content: hi
                coreos:
                  oem: {id: ami, version-id: 0.0.2}
                  update: {reboot-strategy: etcd-lock, group: stable}
                  flannel: {etcd_prefix: /coreos.com/network}
                  units:
                    - name: hello.service
                      command: start
                      enable: true
                      content: |
                        [Service]
                        ExecStart=/usr/bin/sleep 1d
                        [Install]
                        WantedBy=multi-user.target
                    - name: docker.service
                      command: restart
                      drop-ins:
                        - name: 50-mtu.conf
                          content: |
                            [Service]
                            Environment=DOCKER_OPTS=--mtu=1400
                """);
        assertThat(host.log)
                .containsExactly(
                        "hostname core-01",
                        "useradd --create-home --groups sudo,docker elroy",
                        "password elroy",
                        "write /home/elroy/.ssh/authorized_keys",
                        "write /etc/motd",
                        "write /etc/oem-release",
                        "write /etc/coreos/update.conf",
                        "write /etc/hosts",
                        "write /run/flannel/options.env",
                        "write /etc/systemd/system/hello.service",
                        "write /etc/systemd/system/docker.service.d/50-mtu.conf",
                        "link /etc/systemd/system/multi-user.target.wants/hello.service",
                        "daemon-reload",
                        "start hello.service",
                        "restart docker.service",
                        "restart locksmithd.service",
                        "restart update-engine.service");
        assertThat(host.text("/etc/hosts")).isEqualTo("127.0.0.1 core-01\n");
        assertThat(host.text("/etc/oem-release"))
                .isEqualTo("ID=ami\nVERSION_ID=0.0.2\nNAME=\"\"\nHOME_URL=\"\"\nBUG_REPORT_URL=\"\"\n");
        assertThat(host.text("/etc/coreos/update.conf")).isEqualTo("GROUP=stable\nREBOOT_STRATEGY=etcd-lock\n");
        assertThat(host.text("/run/flannel/options.env")).isEqualTo("FLANNELD_ETCD_PREFIX=/coreos.com/network");
    }

    @Test
    void aSecondRunDoesNothing() throws Exception {
        host.knownUnits.addAll(List.of("locksmithd.service", "update-engine.service"));
        variables = Variables.of(Map.of("private_ipv4", "10.0.0.7"));
        String config = """
                #cloud-config
                hostname: core-01
                users: [{name: core, passwd: $6$a$b}]
                ssh_authorized_keys: [ssh-ed25519 AAAA me]
                write_files: [{path: /etc/address, content: "$private_ipv4", owner: "core:core"}]
                coreos:
                  update: {reboot-strategy: "off", server: https://u}
                  locksmith: {window-start: Thu 23:00}
                  fleet: {metadata: disk=ssd}
                  units:
                    - name: a.service
                      enable: true
                      command: restart
                      content: |
                        [Service]
                        ExecStart=/bin/a
                        [Install]
                        WantedBy=multi-user.target
                """;
        assertThat(apply(config)).isNotEmpty();
        host.log.clear();
        assertThat(apply(config)).isEmpty();
        assertThat(host.log).isEmpty();
        assertThat(host.text("/etc/address")).isEqualTo("10.0.0.7");
        assertThat(host.text("/etc/environment")).isEqualTo("COREOS_PRIVATE_IPV4=10.0.0.7\n");
        assertThat(host.at("/run/systemd/system/locksmithd.service")).isEqualTo(new PathState.Link("/dev/null"));
    }

    @Test
    void dropInsAreEqualToTheByte() throws Exception {
        variables = Variables.of(Map.of("private_ipv4", "10.0.0.7"));
        apply("""
                #cloud-config
                coreos:
                  etcd2:
                    proxy: on
                    listen-peer-urls: http://$private_ipv4:2380
                    advertise-client-urls: http://$private_ipv4:2379
                    heartbeat-interval: 0
                    election-timeout: 0x3e8
                    debug: false
                    strict-reconfig-check: true
                  fleet:
                    public-ip: $private_ipv4
                    metadata: region=us-west,role=worker
                    etcd_servers: http://10.0.0.1:2379,http://10.0.0.2:4001
                    engine-reconcile-interval: 2.5
                    verbosity: 2
                  etcd: {snapshot_count: 7, cluster_sync_interval: 5}
                """);
        assertThat(host.text("/run/systemd/system/etcd2.service.d/20-cloudinit.conf"))
                .isEqualTo("""
                [Service]
                Environment="ETCD_ADVERTISE_CLIENT_URLS=http://10.0.0.7:2379"
                Environment="ETCD_ELECTION_TIMEOUT=1000"
                Environment="ETCD_LISTEN_PEER_URLS=http://10.0.0.7:2380"
                Environment="ETCD_PROXY=on"
                Environment="ETCD_STRICT_RECONFIG_CHECK=true"
                """);
        assertThat(host.text("/run/systemd/system/fleet.service.d/20-cloudinit.conf"))
                .isEqualTo("""
                [Service]
                Environment="FLEET_ENGINE_RECONCILE_INTERVAL=2.5"
                Environment="FLEET_ETCD_SERVERS=http://10.0.0.1:2379,http://10.0.0.2:4001"
                Environment="FLEET_METADATA=region=us-west,role=worker"
                Environment="FLEET_PUBLIC_IP=10.0.0.7"
                Environment="FLEET_VERBOSITY=2"
                """);
        assertThat(host.text("/run/systemd/system/etcd.service.d/20-cloudinit.conf"))
                .isEqualTo("""
                [Service]
                Environment="ETCD_CLUSTER_SYNC_INTERVAL=5"
                Environment="ETCD_SNAPSHOTCOUNT=7"
                """);
        assertThat(host.text("/run/systemd/system/flotilla-agent.service.d/20-cloudinit.conf"))
                .isEqualTo("""
                [Service]
                Environment="FLOTILLA_AGENT_METADATA=region=us-west,role=worker"
                Environment="FLOTILLA_AGENT_PUBLIC_IP=10.0.0.7"
                Environment="FLOTILLA_AGENT_REGISTRY=10.0.0.1:49152,10.0.0.2:49152"
                """);
    }

    @Test
    void dashesAndUnderscoresDoTheSame() throws Exception {
        String dashed = "#cloud-config\nwrite-files: [{path: /a, content: x}]\n"
                + "coreos:\n  update: {reboot-strategy: reboot}\n  etcd2: {initial-cluster-token: t}\n";
        apply(dashed);
        FakeHost twin = new FakeHost();
        Plan plan = CloudConfigs.plan(
                dashed.replace("-strategy", "_strategy")
                        .replace("write-files", "write_files")
                        .replace("initial-cluster-token", "initial_cluster_token")
                        .getBytes(StandardCharsets.UTF_8),
                variables,
                twin);
        CloudConfigs.apply(plan, twin, step -> {});
        assertThat(twin.paths).isEqualTo(host.paths);
        assertThat(twin.log).isEqualTo(host.log);
    }

    @Test
    void keepsWhatOthersWrote() throws Exception {
        host.homes.put("core", "/home/core");
        host.with("/etc/environment", "# mine\nPATH=/bin\nCOREOS_PRIVATE_IPV4=old\n")
                .with("/usr/share/coreos/update.conf", "SERVER=https://public\nGROUP=beta\n")
                .with("/home/core/.ssh/authorized_keys", "ssh-rsa BBBB other\n", "core:core");
        variables = Variables.of(Map.of("private_ipv4", "10.0.0.7", "public_ipv4", "1.2.3.4"));
        apply(
                "#cloud-config\nssh_authorized_keys: [ssh-rsa AAAA me]\ncoreos: {update: {group: stable, reboot-strategy: reboot}}\n");
        assertThat(host.text("/etc/environment"))
                .isEqualTo("# mine\nPATH=/bin\nCOREOS_PRIVATE_IPV4=10.0.0.7\nCOREOS_PUBLIC_IPV4=1.2.3.4\n");
        assertThat(host.text("/etc/coreos/update.conf"))
                .isEqualTo("SERVER=https://public\nGROUP=stable\nREBOOT_STRATEGY=reboot\n");
        assertThat(host.text("/home/core/.ssh/authorized_keys")).isEqualTo("ssh-rsa BBBB other\nssh-rsa AAAA me\n");
    }

    @Test
    void leavesAnEnvironmentAloneThatTheFileWrites() throws Exception {
        variables = Variables.of(Map.of("private_ipv4", "10.0.0.7"));
        apply("#cloud-config\nwrite_files: [{path: /etc/environment, content: \"A=b\\n\"}]\n");
        assertThat(host.text("/etc/environment")).isEqualTo("A=b\n");
    }

    @Test
    void masksAndUnmasks() throws Exception {
        host.paths.put("/run/systemd/system/b.service", new PathState.Link("/dev/null"));
        host.with("/etc/systemd/system/a.service", "[Service]\nExecStart=/bin/a\n");
        apply("#cloud-config\ncoreos: {units: [{name: a.service, mask: true}, {name: b.service, runtime: true}]}\n");
        assertThat(host.at("/etc/systemd/system/a.service")).isEqualTo(new PathState.Link("/dev/null"));
        assertThat(host.at("/run/systemd/system/b.service")).isEqualTo(new PathState.Absent());
        assertThat(host.log).endsWith("daemon-reload");
    }

    @Test
    void restartsNetworkdOnceAndStartsNoNetworkFile() throws Exception {
        String config = """
                #cloud-config
                coreos:
                  units:
                    - {name: 00-eth0.network, runtime: true, command: start, content: "[Match]\\nName=eth0\\n"}
                    - {name: 10-dummy.netdev, enable: true, content: "[NetDev]\\nName=d0\\nKind=dummy\\n"}
                """;
        apply(config);
        assertThat(host.log)
                .containsExactly(
                        "write /run/systemd/network/00-eth0.network",
                        "write /etc/systemd/network/10-dummy.netdev",
                        "restart systemd-networkd.service");
        host.log.clear();
        apply(config);
        assertThat(host.log).isEmpty();
    }

    @Test
    void enablesWithAliasesOthersAndInstances() throws Exception {
        host.with(
                "/usr/lib/systemd/system/other.service",
                "[Service]\nExecStart=/bin/o\n[Install]\nRequiredBy=a.target\n");
        apply("""
                #cloud-config
                coreos:
                  units:
                    - name: agent.service
                      enable: true
                      content: |
                        [Service]
                        ExecStart=/bin/a
                        [Install]
                        WantedBy=multi-user.target b.target
                        Alias=fleet.service
                        Also=other.service
                    - name: web@.service
                      content: |
                        [Service]
                        ExecStart=/bin/w %i
                        [Install]
                        WantedBy=%p-%i.target
                    - {name: web@1.service, enable: true, command: start}
                """);
        String etc = "/etc/systemd/system/";
        assertThat(host.at(etc + "fleet.service")).isEqualTo(new PathState.Link(etc + "agent.service"));
        assertThat(host.at(etc + "multi-user.target.wants/agent.service"))
                .isEqualTo(new PathState.Link(etc + "agent.service"));
        assertThat(host.at(etc + "b.target.wants/agent.service")).isEqualTo(new PathState.Link(etc + "agent.service"));
        assertThat(host.at(etc + "a.target.requires/other.service"))
                .isEqualTo(new PathState.Link("/usr/lib/systemd/system/other.service"));
        assertThat(host.at(etc + "web-1.target.wants/web@1.service"))
                .isEqualTo(new PathState.Link(etc + "web@.service"));
        assertThat(host.log).endsWith("start web@1.service");
    }

    @Test
    void refusesBeforeItBegins() throws Exception {
        Plan plan = plan("""
                #cloud-config
                ssh_authorized_keys: [ssh-rsa AAAA me]
                write_files: [{path: /etc/x, owner: nobody-here}, {path: /etc/y, content: y}]
                coreos: {units: [{name: gone.service, command: start}, {name: lost.service, enable: true}]}
                """);
        assertThat(plan.problems())
                .anySatisfy(p -> assertThat(p).contains("user core", "does not have"))
                .anySatisfy(p -> assertThat(p).contains("/etc/x", "nobody-here"))
                .anySatisfy(p -> assertThat(p).contains("cannot start gone.service"))
                .anySatisfy(p -> assertThat(p).contains("cannot enable lost.service"));
        assertThatThrownBy(() -> CloudConfigs.apply(plan, host, step -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(host.log).isEmpty();
    }

    /** Root would read any file that the user's link leads to, and give its lines to the user. */
    @Test
    void keysAreNotReadThroughAUsersLink() throws Exception {
        host.homes.put("bob", "/home/bob");
        host.with("/etc/shadow", "root:$6$secret:1::::::\n");
        host.paths.put("/home/bob/.ssh/authorized_keys", new PathState.Link("/etc/shadow"));
        assertSkipped("/home/bob/.ssh/authorized_keys is a link: keys are neither read nor written through it");

        host.paths.put("/home/bob/.ssh", new PathState.Link("/root/.ssh"));
        assertSkipped("/home/bob/.ssh is a link: keys are neither read nor written through it");
    }

    @Test
    void keysOfTheDirectoryOfOldAreNotReadThroughAUsersLink() throws Exception {
        host.homes.put("bob", "/home/bob");
        host.with("/etc/shadow", "root:$6$secret:1::::::\n");
        host.paths.put("/home/bob/.ssh/authorized_keys.d", new PathState.Other());
        host.paths.put("/home/bob/.ssh/authorized_keys.d/coreos-cloudinit", new PathState.Link("/etc/shadow"));
        assertSkipped("/home/bob/.ssh/authorized_keys.d/coreos-cloudinit is a link:"
                + " keys are neither read nor written through it");
    }

    /** A hard link to another's file is a file as any other, but for its owner. */
    @Test
    void onlyAFileOfTheUsersOwnIsGivenKeys() throws Exception {
        host.homes.put("bob", "/home/bob");
        host.with("/home/bob/.ssh/authorized_keys", "root:$6$secret:1::::::\n");
        assertSkipped("it belongs to root:root and not to bob");

        host.paths.put("/home/bob/.ssh/authorized_keys", new PathState.Other());
        assertSkipped("it is there already and is no file");
    }

    /** A home that was kept while the accounts were not. */
    @Test
    void aUserThatIsYetToBeMadeOwnsWhatIsNobodysAtHome() throws Exception {
        host.paths.put(
                "/home/bob/.ssh/authorized_keys",
                new PathState.File("ssh-rsa OLD\n".getBytes(StandardCharsets.UTF_8), 0600, "1000:1000"));
        assertThat(plan(KEYS).steps())
                .filteredOn(PlannedStep::isChange)
                .extracting(PlannedStep::step)
                .filteredOn(Step.WriteFile.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        Step.WriteFile.class, write -> assertThat(new String(write.content(), StandardCharsets.UTF_8))
                                .isEqualTo("ssh-rsa OLD\nssh-ed25519 AAAA bob\n"));
    }

    private void assertSkipped(String reason) throws Exception {
        Plan plan = plan(KEYS);
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.steps())
                .filteredOn(step -> step.outcome() == PlannedStep.Outcome.SKIPPED)
                .extracting(PlannedStep::reason)
                .contains(reason);
        assertThat(plan.steps()).noneSatisfy(step -> assertThat(step.step())
                .isInstanceOfSatisfying(
                        Step.WriteFile.class, write -> assertThat(new String(write.content(), StandardCharsets.UTF_8))
                                .contains("secret")));
    }

    @Test
    void refusesWhatTheValidatorCallsAnError() throws Exception {
        assertThat(plan("#cloud-config\nhostname: [a]\n").problems())
                .singleElement()
                .asString()
                .startsWith("2:11: error: hostname: has to be a text");
        assertThat(plan("#cloud-config\nwrite_files: [{path: /a, content: $public_ipv4}]\n")
                        .problems())
                .singleElement()
                .asString()
                .contains("$public_ipv4 is not set");
    }

    @Test
    void saysWhichStepFailedAndKeepsTheOnesBefore() {
        host.failing = "write /etc/b";
        String config = "#cloud-config\nwrite_files: [{path: /etc/a, content: a}, {path: /etc/b, content: b}]\n";
        assertThatThrownBy(() -> apply(config))
                .isInstanceOf(ApplyException.class)
                .hasMessage("cannot write /etc/b (0644): no space left on device")
                .satisfies(e -> assertThat(((ApplyException) e).done()).hasSize(1));
        assertThat(host.paths).containsOnlyKeys("/etc/a");
    }

    @Test
    void aScriptThatCouldNotBeStartedIsRunByTheNextRun() throws Exception {
        host.failing = "run ";
        assertThatThrownBy(() -> apply("#!/bin/sh\necho hi\n")).isInstanceOf(ApplyException.class);
        host.failing = "";
        apply("#!/bin/sh\necho hi\n");
        assertThat(host.log).anyMatch(step -> step.startsWith("run coreos-cloudinit-"));
    }

    /** The file is there by then, so that nothing else would tell. */
    @Test
    void whatWasToFollowAChangeIsDoneByTheNextRun() throws Exception {
        host.knownUnits.addAll(List.of("a.service", "b.service"));
        host.up.add("b.service");
        host.failing = "start a.service";
        String config = """
                #cloud-config
                coreos:
                  units:
                    - {name: a.service, command: start}
                    - name: b.service
                      command: restart
                      drop-ins: [{name: 10-more.conf, content: "[Service]"}]
                """;
        assertThatThrownBy(() -> apply(config)).isInstanceOf(ApplyException.class);
        host.up.add("a.service");
        host.failing = "";
        host.log.clear();
        apply(config);
        assertThat(host.log).containsExactly("restart b.service");
        assertThat(apply(config)).isEmpty();
    }

    /** Else what a service runs would end with each further try of what follows it. */
    @Test
    void whatFollowedAChangeIsNotDoneAgainForWhatFailsAfterIt() throws Exception {
        host.knownUnits.addAll(List.of("a.service", "b.service"));
        host.up.add("a.service");
        host.failing = "start b.service";
        String config = """
                #cloud-config
                coreos:
                  units:
                    - name: a.service
                      command: restart
                      drop-ins: [{name: 10-more.conf, content: "[Service]"}]
                    - {name: b.service, command: start}
                """;
        assertThatThrownBy(() -> apply(config)).isInstanceOf(ApplyException.class);
        assertThat(host.log).endsWith("daemon-reload", "restart a.service");
        host.log.clear();
        assertThatThrownBy(() -> apply(config)).isInstanceOf(ApplyException.class);
        assertThat(host.log).isEmpty();
    }

    @Test
    void skipsTheSystemsOwnServicesWhereTheyAreMissing() throws Exception {
        Plan plan = plan("#cloud-config\ncoreos: {update: {reboot-strategy: reboot, group: g}}\n");
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.steps())
                .filteredOn(step -> step.outcome() == PlannedStep.Outcome.SKIPPED)
                .extracting(PlannedStep::toString)
                .containsExactly(
                        "  restart locksmithd.service (this machine has no such unit)",
                        "  restart update-engine.service (this machine has no such unit)");
    }

    @Test
    void saysThatKeysAreNotFetchedFromElsewhere() throws Exception {
        Plan plan = plan("""
                #cloud-config
                users:
                  - name: elroy
                    coreos-ssh-import-github: elroy
                    coreos_ssh_import_github_users: [jane, judy]
                    coreos_ssh_import_url: https://keys.example.com/elroy
                """);
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.steps())
                .filteredOn(step -> step.outcome() == PlannedStep.Outcome.SKIPPED)
                .extracting(PlannedStep::toString)
                .containsExactly(
                        "  fetch SSH keys of elroy by coreos_ssh_import_github from elroy"
                                + " (never fetched: list them under ssh_authorized_keys)",
                        "  fetch SSH keys of elroy by coreos_ssh_import_github_users from jane, judy"
                                + " (never fetched: list them under ssh_authorized_keys)",
                        "  fetch SSH keys of elroy by coreos_ssh_import_url from https://keys.example.com/elroy"
                                + " (never fetched: list them under ssh_authorized_keys)");
        CloudConfigs.apply(plan, host, step -> {});
        assertThat(host.log).containsExactly("useradd --create-home elroy");
    }

    @Test
    void restartsAnAgentThatRunsWhenFleetsKeysChanged() throws Exception {
        String config =
                "#cloud-config\nwrite_files: [{path: /etc/a, content: one}]\ncoreos: {fleet: {metadata: disk=ssd}}\n";
        host.knownUnits.add("flotilla-agent.service");
        apply(config);
        assertThat(host.log)
                .doesNotContain("try-restart flotilla-agent.service")
                .endsWith("daemon-reload");
        host.up.add("flotilla-agent.service");
        apply(config.replace("one}", "two}"));
        assertThat(host.log).endsWith("write /etc/a");
        apply(config.replace("ssd", "hdd"));
        assertThat(host.log).endsWith("daemon-reload", "try-restart flotilla-agent.service");
        host.log.clear();
        assertThat(apply(config.replace("ssd", "hdd"))).isEmpty();
        apply(config.replace(
                "{metadata: disk=ssd}",
                "{metadata: disk=nvme}, units: [{name: flotilla-agent.service, command: restart}]"));
        assertThat(host.log).endsWith("daemon-reload", "restart flotilla-agent.service");
    }

    @Test
    void startsAOneshotOnceForEachContentAndBoot() throws Exception {
        String config = "#cloud-config\ncoreos: {units: [{name: a.service, command: start,"
                + " content: \"[Service]\\nType=oneshot\\nExecStart=/bin/a\\n\"}]}\n";
        apply(config);
        assertThat(host.log).contains("start a.service");
        assertThat(apply(config)).isEmpty();
        host.log.clear();
        apply(config.replace("/bin/a", "/bin/b"));
        assertThat(host.log).contains("start a.service");
        host.log.clear();
        host.paths.keySet().removeIf(path -> path.startsWith("/run/"));
        apply(config.replace("/bin/a", "/bin/b"));
        assertThat(host.log).contains("start a.service");
    }

    @Test
    void restartsAOneshotOnlyAfterAChange() throws Exception {
        String config = "#cloud-config\nwrite_files: [{path: /etc/a, content: one}]\ncoreos: {units: [{name: a.service,"
                + " command: restart, content: \"[Service]\\nType=oneshot\\nExecStart=/bin/a\\n\"}]}\n";
        apply(config);
        assertThat(host.log).contains("restart a.service");
        assertThat(apply(config)).isEmpty();
        host.log.clear();
        apply(config.replace("one}", "two}"));
        assertThat(host.log).contains("restart a.service");
    }

    @Test
    void runsAScriptOnce() throws Exception {
        apply("#!/bin/sh\necho hi\n");
        String unit = host.log.stream()
                .filter(step -> step.startsWith("run "))
                .findFirst()
                .orElseThrow()
                .split(" ")[1];
        assertThat(unit).startsWith("coreos-cloudinit-").endsWith(".service");
        assertThat(host.text("/var/lib/coreos-cloudinit/scripts/unit-name")).isEqualTo(unit);
        host.log.clear();
        apply("#!/bin/sh\necho hi\n");
        assertThat(host.log).isEmpty();
    }

    @Test
    void appliesThePartsOfAMessage() throws Exception {
        apply("""
                Content-Type: multipart/mixed; boundary="==X=="
                MIME-Version: 1.0

                --==X==
                Content-Type: text/cloud-config
                Content-Transfer-Encoding: base64

                I2Nsb3VkLWNvbmZpZwpob3N0bmFtZTogYQo=
                --==X==
                Content-Type: text/x-shellscript

                #!/bin/sh
                true
                --==X==--
                """);
        assertThat(host.log).startsWith("hostname a").anyMatch(step -> step.startsWith("run coreos-cloudinit-"));
    }

    private Plan plan(String config) throws IOException {
        return CloudConfigs.plan(config.getBytes(StandardCharsets.UTF_8), variables, host);
    }

    private List<PlannedStep> apply(String config) throws IOException, ApplyException {
        Plan plan = plan(config);
        assertThat(plan.problems()).isEmpty();
        return CloudConfigs.apply(plan, host, step -> {});
    }
}
