package dev.flotilla.cloudconfig.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cloudconfig.CloudConfigs;
import dev.flotilla.cloudconfig.source.Variables;
import dev.flotilla.cloudconfig.validate.Finding;
import dev.flotilla.cloudconfig.validate.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The ready files under {@code deploy/cloud-config} are what the renderer writes. With
 * {@code -Dflotilla.rewrite-deployed=true} they are written anew.
 */
class DeployedFilesTest {
    private static final Path DEPLOYED = Path.of("../deploy/cloud-config");
    private static final List<String> REGISTRIES =
            List.of("172.17.8.101:49152", "172.17.8.102:49152", "172.17.8.103:49152");

    record Deployed(String name, RenderRequest request) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Deployed> files() {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("core-01", "172.17.8.101");
        members.put("core-02", "172.17.8.102");
        members.put("core-03", "172.17.8.103");
        return List.of(
                new Deployed(
                        "single",
                        RenderRequest.of(Role.SINGLE, ClusterSettings.of(List.of(), Optional.empty()))
                                .withMetadata(Map.of("role", "single"))),
                central("central-static", new EtcdBootstrap.Static(members)),
                central("central-dns-srv", new EtcdBootstrap.DnsSrv("cluster.example.com")),
                central(
                        "central-discovery",
                        new EtcdBootstrap.Discovery("http://172.17.8.100:49153/6a28e078895c5ec737174db2419bb2f3")),
                new Deployed("worker", worker(ClusterSettings.of(REGISTRIES, Optional.empty()))),
                new Deployed(
                        "worker-etcd-proxy",
                        worker(ClusterSettings.of(REGISTRIES, Optional.empty())
                                .withEtcdProxy(
                                        List.of("172.17.8.101:2379", "172.17.8.102:2379", "172.17.8.103:2379")))));
    }

    private static Deployed central(String name, EtcdBootstrap etcd) {
        return new Deployed(
                name,
                RenderRequest.of(Role.CENTRAL, ClusterSettings.of(REGISTRIES, Optional.of(etcd)))
                        .withJoinToken("change-me"));
    }

    private static RenderRequest worker(ClusterSettings cluster) {
        return RenderRequest.of(Role.WORKER, cluster)
                .withMetadata(Map.of("disk", "ssd", "host", "service_01"))
                .withJoinToken("change-me");
    }

    @ParameterizedTest
    @MethodSource("files")
    void areWhatTheRendererWrites(Deployed file) throws IOException {
        check(file.name() + ".yaml", CloudConfigs.render(file.request(), Format.CLOUD_CONFIG));
        check("butane/" + file.name() + ".bu", CloudConfigs.render(file.request(), Format.BUTANE));
        check("ignition/" + file.name() + ".ign", CloudConfigs.render(file.request(), Format.IGNITION));
    }

    @ParameterizedTest
    @MethodSource("files")
    void leaveTheValidatorNothingToSay(Deployed file) {
        byte[] text = CloudConfigs.render(file.request(), Format.CLOUD_CONFIG).getBytes(StandardCharsets.UTF_8);
        Variables machine = Variables.of(Map.of("private_ipv4", "172.17.8.101"));
        assertThat(CloudConfigs.validate(text, machine).all())
                .filteredOn(finding -> finding.severity() != Severity.INFO)
                .extracting(Finding::toString)
                .isEmpty();
        assertThat(CloudConfigs.validate(text, machine).coreos()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void readAsTheyWereMeant(Deployed file) {
        String text = CloudConfigs.render(file.request(), Format.CLOUD_CONFIG);
        assertThat(CloudConfigs.read(text, Variables.of(Map.of("private_ipv4", "$private_ipv4"))))
                .isEqualTo(Renderer.config(file.request()));
    }

    private static void check(String name, String text) throws IOException {
        Path file = DEPLOYED.resolve(name);
        if (Boolean.getBoolean("flotilla.rewrite-deployed")) {
            Files.writeString(file, text);
        }
        assertThat(file).content(StandardCharsets.UTF_8).isEqualTo(text);
    }
}
