package dev.flotilla.cloudconfig.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cloudconfig.CloudConfigs;
import dev.flotilla.cloudconfig.Fixtures;
import dev.flotilla.cloudconfig.apply.GeneratedUnits;
import dev.flotilla.cloudconfig.document.CloudConfig;
import dev.flotilla.cloudconfig.document.FileSpec;
import dev.flotilla.cloudconfig.document.UnitSpec;
import dev.flotilla.cloudconfig.source.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reaches the services that rendered units run: their settings, and what is set beside them. */
class RenderedUnitsTest {
    private static final Variables MACHINE =
            Variables.of(Map.of("public_ipv4", "172.17.8.101", "private_ipv4", "172.17.8.101"));
    private static final Pattern SET = Pattern.compile("(?m)^Environment=\"([A-Z0-9_]+)=(.*)\"$");
    private static final Pattern HANDED_IN = Pattern.compile("(?m)^ +-e ([A-Z0-9_]+)(?:=(\\S*))? \\\\$");

    @Test
    void anOldFilesEtcdSectionReachesEtcdAndItsDataStaysInTheVolume() {
        Map<String, String> etcd = environment(
                unit(central(), "etcd.service"),
                CloudConfigs.read(Fixtures.text("articles/001-central.yaml"), MACHINE));
        assertThat(etcd)
                .containsEntry("ETCD_DISCOVERY", "https://discovery.etcd.io/60887e46255f4efew37077ccf12b5f06a54a")
                .containsEntry("ETCD_INITIAL_ADVERTISE_PEER_URLS", "http://172.17.8.101:2380")
                .containsEntry("ETCD_LISTEN_CLIENT_URLS", "http://0.0.0.0:2379,http://0.0.0.0:4001")
                .containsEntry("ETCD_LISTEN_PEER_URLS", "http://172.17.8.101:2380,http://172.17.8.101:7001")
                .containsEntry("ETCD_DATA_DIR", "/var/lib/etcd")
                .containsEntry("ETCD_NAME", "core-01");
        assertThat(unit(central(), "etcd.service").content()).contains("-v flotilla-etcd:/var/lib/etcd \\\n");
    }

    @Test
    void noKeyOfTheEtcdSectionIsKeptFromEtcdButWhereItsDataLies() {
        CloudConfig everything = CloudConfigs.read(Fixtures.text("apply/every-key.yaml"), MACHINE);
        Map<String, String> expected = new TreeMap<>(everything.variables(CloudConfig.Service.ETCD2));
        assertThat(expected).containsKeys("ETCD_INITIAL_CLUSTER_TOKEN", "ETCD_INITIAL_CLUSTER_STATE", "ETCD_PROXY");
        expected.remove("ETCD_WAL_DIR");
        expected.put("ETCD_DATA_DIR", "/var/lib/etcd");
        Map<String, String> etcd = environment(unit(central(), "etcd.service"), everything);
        assertThat(etcd).containsAllEntriesOf(expected).doesNotContainKey("ETCD_WAL_DIR");
    }

    @Test
    void eachServiceReadsAFileOfFurtherSettingsWhichNeedsNotBeThere() {
        Stream.concat(units(central()), units(worker())).forEach(unit -> {
            String file =
                    "/etc/flotilla/" + unit.name().replace("flotilla-", "").replace(".service", "") + ".env";
            assertThat(unit.content())
                    .contains("\nEnvironmentFile=-" + file + "\n")
                    .contains("'[ -e " + file + " ] || install -D -m 600 /dev/null " + file + "'\n")
                    .contains(" --env-file=" + file + " \\\n");
        });
    }

    @Test
    void theFileIsMadeOnceAndForRootAlone(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("flotilla/sidekick.env");
        Matcher line = Pattern.compile("(?m)^ExecStartPre=/bin/sh -c '(.*)'$")
                .matcher(unit(worker(), "flotilla-sidekick.service").content());
        assertThat(line.find()).isTrue();
        String command = line.group(1).replace("/etc/flotilla/sidekick.env", file.toString());
        assertThat(run(folder, "/bin/sh", "-c", command)).isZero();
        assertThat(file).isEmptyFile();
        assertThat(Files.getAttribute(file, "unix:mode")).isEqualTo(0100600);
        Files.writeString(file, "FLOTILLA_SIDEKICK_DNS_ENABLED=true\n");
        assertThat(run(folder, "/bin/sh", "-c", command)).isZero();
        assertThat(file).hasContent("FLOTILLA_SIDEKICK_DNS_ENABLED=true");
    }

    @Test
    void noImageIsFetchedUnderANameThatIsAnybodys() {
        assertThat(Stream.concat(units(central()), units(worker())).map(UnitSpec::content))
                .allSatisfy(unit -> assertThat(unit).contains(" --pull=never ").doesNotContain("docker pull"));
    }

    @Test
    void imagesOfARegistryArePulledBeforeTheyRun() {
        RenderRequest own = RenderRequest.of(
                        Role.WORKER,
                        ClusterSettings.of(List.of("10.0.0.1:49152"), Optional.empty())
                                .withImages("images.example.com/flotilla/", "1.0"))
                .withMetadata(Map.of("disk", "ssd"));
        assertThat(unit(own, "flotilla-agent.service").content())
                .contains("\nExecStartPre=-/usr/bin/docker pull images.example.com/flotilla/agent:1.0\n");
    }

    @Test
    void anImagesRegistryHasADotOrAPortInItsName() {
        assertThat(List.of("images.example.com/flotilla/agent:1", "images:5000/agent", "localhost/agent"))
                .allMatch(ImageName::namesItsRegistry);
        assertThat(List.of("flotilla/agent:latest", "etcd:3.5.1", "somebody/else.s/agent"))
                .noneMatch(ImageName::namesItsRegistry);
    }

    @Test
    void theSidekickRemembersAcrossItsContainers() {
        assertThat(unit(worker(), "flotilla-sidekick.service").content()).contains(" -v flotilla-sidekick:/data \\\n");
    }

    @Test
    void whatIsTheMachinesOwnIsInADropIn() {
        RenderRequest one = worker().withAddress("10.0.0.7");
        RenderRequest other = worker().withAddress("10.0.0.8").withMetadata(Map.of("disk", "hdd"));
        assertThat(units(one).map(UnitSpec::content).toList())
                .isEqualTo(units(other).map(UnitSpec::content).toList());
        assertThat(unit(other, "flotilla-agent.service").dropIns())
                .containsExactly(new UnitSpec.DropIn("10-machine.conf", """
                        [Service]
                        Environment="FLOTILLA_AGENT_METADATA=disk=hdd"
                        Environment="FLOTILLA_AGENT_PUBLIC_IP=10.0.0.8"
                        Environment="QUARKUS_GRPC_SERVER_HOST=10.0.0.8"
                        """));
        assertThat(environment(unit(other, "flotilla-agent.service"), CloudConfig.empty()))
                .containsEntry("FLOTILLA_AGENT_METADATA", "disk=hdd")
                .containsEntry("FLOTILLA_AGENT_PUBLIC_IP", "10.0.0.8")
                .containsEntry("QUARKUS_GRPC_SERVER_HOST", "10.0.0.8");
    }

    @Test
    void workersCanAnnounceWithoutJava(@TempDir Path folder) throws Exception {
        for (FileSpec file : Renderer.config(worker()).files()) {
            if (file.path().startsWith("/opt/flotilla/")) {
                Path path = folder.resolve(file.path().substring("/opt/flotilla/".length()));
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.content().replace("here=/opt/flotilla", "here=" + folder));
                assertThat(path.toFile().setExecutable(file.mode().orElseThrow() == 0755))
                        .isTrue();
            }
        }
        Path program = folder.resolve("flotilla");
        assertThat(run(folder, program.toString(), "announce", "--help")).isZero();
        assertThat(folder.resolve("out")).content().startsWith("Usage: flotilla announce --service NAME");
        assertThat(run(folder, program.toString(), "announce", "--service", "web"))
                .isEqualTo(1);
        assertThat(folder.resolve("out")).hasContent("flotilla: announce needs --instance");
        assertThat(run(folder, program.toString(), "list-machines")).isEqualTo(1);
        assertThat(folder.resolve("out")).content().contains("announce only");
    }

    private static int run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** What is set in the container, when the machine was also given an old file. */
    private static Map<String, String> environment(UnitSpec unit, CloudConfig old) {
        Map<String, String> set = new TreeMap<>();
        Stream<UnitSpec> generated = GeneratedUnits.ofServices(old).stream()
                .filter(other -> other.name().equals("etcd2.service"));
        Stream.concat(
                        Stream.of(unit.content()),
                        Stream.concat(Stream.of(unit), generated)
                                .flatMap(spec -> spec.dropIns().stream())
                                .map(UnitSpec.DropIn::content))
                .flatMap(text -> SET.matcher(text).results())
                .forEach(variable -> set.put(variable.group(1), variable.group(2)));
        Map<String, String> container = new TreeMap<>();
        HANDED_IN.matcher(unit.content()).results().forEach(variable -> Optional.ofNullable(variable.group(2))
                .or(() -> Optional.ofNullable(set.get(variable.group(1))))
                .ifPresent(value -> container.put(variable.group(1), value)));
        return container;
    }

    private static RenderRequest central() {
        return RenderRequest.of(
                        Role.CENTRAL,
                        ClusterSettings.of(
                                List.of("172.17.8.101:49152"),
                                Optional.of(new EtcdBootstrap.Discovery("http://172.17.8.100:49153/6a28"))))
                .withHostname("core-01")
                .withAddress("172.17.8.101");
    }

    private static RenderRequest worker() {
        return RenderRequest.of(Role.WORKER, ClusterSettings.of(List.of("172.17.8.101:49152"), Optional.empty()))
                .withMetadata(Map.of("disk", "ssd"));
    }

    private static Stream<UnitSpec> units(RenderRequest request) {
        return Renderer.config(request).units().stream();
    }

    private static UnitSpec unit(RenderRequest request, String name) {
        return units(request)
                .filter(unit -> unit.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
