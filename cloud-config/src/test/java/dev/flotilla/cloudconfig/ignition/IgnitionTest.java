package dev.flotilla.cloudconfig.ignition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.cloudconfig.CloudConfigs;
import dev.flotilla.cloudconfig.Fixtures;
import dev.flotilla.cloudconfig.document.CloudConfig;
import dev.flotilla.cloudconfig.document.UnitSpec;
import dev.flotilla.cloudconfig.render.Format;
import dev.flotilla.cloudconfig.source.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud-config in the words of Ignition and Butane. */
class IgnitionTest {
    @Test
    void saysTheSameInJson() {
        assertThat(CloudConfigs.convert(config("""
                hostname: core-01
                ssh_authorized_keys: [ssh-rsa AAAA core]
                users: [{name: joe, passwd: $6$a$b, no-create-home: true, groups: [docker]}]
                write_files: [{path: /etc/x, permissions: "0600", owner: "joe:docker", encoding: b64, content: AAE=}]
                coreos:
                  update: {reboot-strategy: etcd-lock}
                  locksmith: {window-start: Thu 23:00}
                  units:
                    - {name: docker.service, command: restart, drop-ins: [{name: a.conf, content: "[Unit]\\n"}]}
                    - {name: bad.service, mask: true}
                    - {name: once.service, command: start, content: "[Service]\\nExecStart=/bin/a\\n"}
                """), Format.IGNITION)).isEqualTo("""
                {
                  "ignition" : {
                    "version" : "3.3.0"
                  },
                  "passwd" : {
                    "users" : [ {
                      "name" : "core",
                      "sshAuthorizedKeys" : [ "ssh-rsa AAAA core" ]
                    }, {
                      "name" : "joe",
                      "passwordHash" : "$6$a$b",
                      "noCreateHome" : true,
                      "groups" : [ "docker" ]
                    } ]
                  },
                  "storage" : {
                    "files" : [ {
                      "path" : "/etc/hostname",
                      "overwrite" : true,
                      "mode" : 420,
                      "contents" : {
                        "compression" : "",
                        "source" : "data:,core-01%0A"
                      }
                    }, {
                      "path" : "/etc/x",
                      "overwrite" : true,
                      "user" : {
                        "name" : "joe"
                      },
                      "group" : {
                        "name" : "docker"
                      },
                      "mode" : 384,
                      "contents" : {
                        "compression" : "",
                        "source" : "data:;base64,AAE="
                      }
                    }, {
                      "path" : "/etc/flatcar/update.conf",
                      "overwrite" : true,
                      "mode" : 272,
                      "contents" : {
                        "compression" : "",
                        "source" : "data:,REBOOT_STRATEGY%3Detcd-lock%0ALOCKSMITHD_REBOOT_WINDOW_START%3DThu%2023%3A00%0A"
                      }
                    } ]
                  },
                  "systemd" : {
                    "units" : [ {
                      "name" : "docker.service",
                      "enabled" : true,
                      "dropins" : [ {
                        "name" : "a.conf",
                        "contents" : "[Unit]\\n"
                      } ]
                    }, {
                      "name" : "bad.service",
                      "mask" : true
                    }, {
                      "name" : "once.service",
                      "enabled" : true,
                      "contents" : "[Service]\\nExecStart=/bin/a\\n\\n[Install]\\nWantedBy=multi-user.target\\n"
                    } ]
                  }
                }
                """);
    }

    @Test
    void nothingOfTheArticlesFileIsLost() {
        IgnitionConfig ignition = IgnitionConfig.of(CloudConfigs.read(
                Fixtures.text("articles/003-metadata.yaml"),
                Variables.of(Map.of("private_ipv4", "10.0.0.7", "public_ipv4", "1.2.3.4"))));
        assertThat(ignition.units())
                .extracting(UnitSpec::name)
                .containsExactly(
                        "etcd2.service",
                        "fleet.service",
                        "example_fleet_01.service",
                        "example_fleet_02.service",
                        "example_fleet_03.service",
                        "flotilla-agent.service");
        assertThat(dropIn(ignition, "etcd2.service")).contains("\"ETCD_LISTEN_PEER_URLS=http://10.0.0.7:2380,");
        assertThat(dropIn(ignition, "fleet.service")).contains("\"FLEET_METADATA=host=service_01\"");
        assertThat(dropIn(ignition, "flotilla-agent.service"))
                .contains("\"FLOTILLA_AGENT_METADATA=host=service_01\"", "\"FLOTILLA_AGENT_PUBLIC_IP=1.2.3.4\"");
        assertThat(ignition.units().get(2)).satisfies(wrapper -> {
            assertThat(wrapper.enable()).isTrue();
            assertThat(wrapper.content()).endsWith("\n[Install]\nWantedBy=multi-user.target\n");
        });
    }

    @Test
    void flannelAndOemHaveTheirPlaces() {
        IgnitionConfig ignition = IgnitionConfig.of(
                config("coreos: {flannel: {etcd_prefix: /a}, oem: {id: ami, name: EC2, version-id: 0.0.2}}\n"));
        assertThat(dropIn(ignition, "flanneld.service"))
                .isEqualTo("[Service]\nEnvironment=\"FLANNELD_ETCD_PREFIX=/a\"\n");
        assertThat(ignition.files()).singleElement().satisfies(file -> {
            assertThat(file.path()).isEqualTo("/etc/oem-release");
            assertThat(file.string()).startsWith("ID=ami\nVERSION_ID=0.0.2\nNAME=\"EC2\"\n");
        });
    }

    @Test
    void keysFromElsewhereCannotBeSaid() {
        CloudConfig config = config("users: [{name: joe, coreos_ssh_import_github: joe}]\n");
        assertThatThrownBy(() -> IgnitionConfig.of(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("joe: list them under ssh_authorized_keys instead of coreos_ssh_import_github");
        String again = CloudConfigs.convert(config, Format.CLOUD_CONFIG);
        assertThat(CloudConfigs.read(again, Variables.unknown())).isEqualTo(config);
    }

    private static String dropIn(IgnitionConfig ignition, String unit) {
        return ignition.units().stream()
                .filter(found -> found.name().equals(unit))
                .flatMap(found -> found.dropIns().stream())
                .map(UnitSpec.DropIn::content)
                .collect(Collectors.joining());
    }

    @Test
    void saysTheSameInButane() {
        assertThat(CloudConfigs.convert(config("""
                hostname: core-01
                write_files: [{path: /etc/x, permissions: "0600", content: "a\\nb\\n"}]
                coreos: {units: [{name: docker.service, enable: true}]}
                """), Format.BUTANE)).isEqualTo("""
                variant: flatcar
                version: "1.0.0"
                storage:
                  files:
                  - path: /etc/hostname
                    overwrite: true
                    mode: 0644
                    contents:
                      inline: |
                        core-01
                  - path: /etc/x
                    overwrite: true
                    mode: 0600
                    contents:
                      inline: |
                        a
                        b
                systemd:
                  units:
                  - name: docker.service
                    enabled: true
                """);
    }

    /** The script that fills addresses in, run on real files with an {@code ip} that answers like a machine's. */
    @Test
    void addressesAreFilledInAtBoot(@TempDir Path folder) throws Exception {
        Path target = folder.resolve("etc/address");
        IgnitionConfig ignition = IgnitionConfig.of(config("""
                write_files: [{path: %s, content: "a=$private_ipv4 b=$public_ipv4\\n"}]
                coreos: {units: [{name: a.service, enable: true, content: "[Service]\\nExecStart=/bin/a $private_ipv4\\n[Install]\\n"}]}
                """.formatted(target)));
        assertThat(ignition.units())
                .extracting(unit -> unit.name())
                .containsExactly("flotilla-addresses.service", "a.service");
        assertThat(ignition.units().getLast().dropIns()).singleElement().satisfies(piece -> assertThat(piece.content())
                .contains("After=flotilla-addresses.service"));
        IgnitionConfig.File script = ignition.files().getLast();
        assertThat(script.mode()).isEqualTo(0755);
        assertThat(script.string()).contains("for file in " + target + " /etc/systemd/system/a.service; do");

        Files.createDirectories(target.getParent());
        Files.writeString(target, ignition.files().getFirst().string());
        executable(
                folder.resolve("ip"),
                "#!/bin/sh\n[ \"$2\" = -4 ] && echo '2: eth0    inet 10.0.0.7/24 brd 10.0.0.255 scope global eth0'\n");
        Path program = folder.resolve("fill-in");
        executable(program, script.string());
        assertThat(run(program, folder)).isZero();
        assertThat(target).hasContent("a=10.0.0.7 b=10.0.0.7");
        assertThat(run(program, folder)).isZero();
        assertThat(target).hasContent("a=10.0.0.7 b=10.0.0.7");
    }

    private static int run(Path program, Path folder) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(program.toString()).inheritIO();
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        Process process = builder.start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static CloudConfig config(String text) {
        return CloudConfigs.read(
                "#cloud-config\n" + text,
                Variables.of(Map.of("private_ipv4", "$private_ipv4", "public_ipv4", "$public_ipv4")));
    }
}
