package dev.flotilla.cloudconfig.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cloudconfig.CloudConfigs;
import dev.flotilla.cloudconfig.Fixtures;
import dev.flotilla.cloudconfig.source.Variables;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cloud-configs of the articles, indented as they were before the web page took it away. */
class ArticlesTest {
    private static final Variables MACHINE =
            Variables.of(Map.of("public_ipv4", "172.17.8.101", "private_ipv4", "172.17.8.101"));

    private static final Pattern KEY = Pattern.compile("(?m)(?<=^ {0,9}(?:- )?)[a-z_-]+(?=:)");

    private final FakeHost host = new FakeHost();

    /** A machine as the articles have it: Docker, and units that answer to the names of etcd2 and fleet. */
    @BeforeEach
    void prepare() {
        host.homes.put("core", "/home/core");
        host.knownUnits.addAll(List.of("docker.service", "locksmithd.service"));
        String install = "[Service]\nExecStart=/bin/x\n[Install]\nWantedBy=multi-user.target\n";
        host.with("/etc/systemd/system/etcd2.service", install).with("/etc/systemd/system/fleet.service", install);
    }

    /** Keys are spelled the other way round; nothing else changes, and nothing else may. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "001-single",
                "001-central",
                "001-proxy",
                "003-metadata",
                "003-template",
                "003-affinity",
                "003-machine-of",
                "003-machine-id"
            })
    void areTheSameWithTheOtherSpellingOfTheirKeys(String article) throws Exception {
        String text = Fixtures.text("articles/" + article + ".yaml");
        String twin = KEY.matcher(text)
                .replaceAll(
                        key -> key.group().replace('-', '!').replace('_', '-').replace('!', '_'));
        assertThat(twin).isNotEqualTo(text);
        assertThat(described(CloudConfigs.plan(twin.getBytes(StandardCharsets.UTF_8), MACHINE, host)))
                .isEqualTo(described(CloudConfigs.plan(text.getBytes(StandardCharsets.UTF_8), MACHINE, host)));
    }

    private static List<String> described(Plan plan) {
        return plan.steps().stream()
                .map(step -> step
                        + (step.step() instanceof Step.WriteFile file
                                ? "\n" + new String(file.content(), StandardCharsets.UTF_8)
                                : ""))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "001-single",
                "001-update",
                "001-central",
                "001-proxy",
                "003-metadata",
                "003-template",
                "003-affinity",
                "003-machine-of",
                "003-machine-id"
            })
    void areAppliedAndThenDone(String article) throws Exception {
        byte[] config = Fixtures.bytes("articles/" + article + ".yaml");
        Plan plan = CloudConfigs.plan(config, MACHINE, host);
        assertThat(plan.problems()).isEmpty();
        assertThat(CloudConfigs.apply(plan, host, step -> {})).isNotEmpty();
        assertThat(CloudConfigs.plan(config, MACHINE, host).changes()).isEmpty();
    }

    @Test
    void filesAreThereBeforeTheWrappersThatStartThem() throws Exception {
        apply("003-metadata");
        assertThat(host.at("/home/core/example_02.service")).isInstanceOfSatisfying(PathState.File.class, file -> {
            assertThat(file.owner()).isEqualTo("core:core");
            // As ever: 420 is read as octal.
            assertThat(file.mode()).isEqualTo(0420);
        });
        assertThat(host.text("/home/core/example_02.service")).contains("MachineMetadata=host=service_02\n");
        assertThat(host.log.indexOf("write /home/core/example_03.service"))
                .isLessThan(host.log.indexOf("start example_fleet_01.service"));
        assertThat(host.log)
                .filteredOn(line -> !line.startsWith("write /run/flotilla/cloud-config/done/"))
                .endsWith(
                        "daemon-reload",
                        "start etcd2.service",
                        "start fleet.service",
                        "start example_fleet_01.service",
                        "start example_fleet_02.service",
                        "start example_fleet_03.service");
    }

    @Test
    void fleetsKeysConfigureTheAgent() throws Exception {
        apply("003-template");
        assertThat(host.text("/run/systemd/system/flotilla-agent.service.d/20-cloudinit.conf"))
                .isEqualTo("""
                [Service]
                Environment="FLOTILLA_AGENT_METADATA=host=service_01,disk=ssd"
                Environment="FLOTILLA_AGENT_PUBLIC_IP=172.17.8.101"
                """);
        assertThat(host.text("/home/core/common@.service")).contains("Conflicts=common@*.service\n");
    }

    @Test
    void servicesThatShunOrSeekAnotherComeAfterIt() throws Exception {
        apply("003-affinity");
        assertThat(host.text("/home/core/common@.service"))
                .contains("MachineMetadata=disk=ssd\nConflicts=common@*.service\nConflicts=example_02.service\n");
        assertThat(host.log)
                .containsSubsequence(
                        "write /home/core/common@.service",
                        "start example_fleet_02.service",
                        "start example_fleet1.service",
                        "start example_fleet2.service",
                        "start example_fleet3.service",
                        "start example_fleet_03.service");
        apply("003-machine-of");
        assertThat(host.text("/home/core/common@.service"))
                .contains("[X-Fleet]\nMachineOf=example_02.service\n")
                .doesNotContain("Conflicts");
    }

    @Test
    void rebootingIsSwitchedOffThoughYamlReadsOffAsFalse() throws Exception {
        apply("001-single");
        assertThat(host.text("/etc/coreos/update.conf")).isEqualTo("REBOOT_STRATEGY=off\n");
        assertThat(host.at("/run/systemd/system/locksmithd.service")).isEqualTo(new PathState.Link("/dev/null"));
        assertThat(host.text("/etc/systemd/system/docker.service.d/50-insecure-registry.conf"))
                .isEqualTo("[Unit]\n[Service]\nEnvironment=DOCKER_OPTS='--insecure-registry=\"0.0.0.0/0\"'\n");
    }

    private void apply(String article) throws Exception {
        byte[] config = Fixtures.bytes("articles/" + article + ".yaml");
        CloudConfigs.apply(CloudConfigs.plan(config, MACHINE, host), host, step -> {});
    }
}
