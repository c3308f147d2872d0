package dev.flotilla.gateway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.client.bootstrap.ClusterDescription;
import dev.flotilla.cloudconfig.render.Format;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UserDataWriterTest {
    private final FakeMembers members = new FakeMembers()
            .describedAs(new ClusterDescription(List.of("registry-1:49152"), List.of("http://etcd-1:2379"), false));

    @Test
    void whatTheGatewayWasToldComesBeforeWhatTheClusterSaysOfItself() {
        String text = write(List.of("10.0.0.1:49152", "127.0.0.1:49152"), List.of("http://10.0.0.1:2379"));
        assertThat(text)
                .contains("FLOTILLA_AGENT_REGISTRY=10.0.0.1:49152,127.0.0.1:49152\"")
                .contains("--endpoints=10.0.0.1:2379")
                .doesNotContain("registry-1", "etcd-1");
    }

    private String write(List<String> registry, List<String> etcd) {
        return new UserDataWriter(members, new BootstrapSettings(registry, etcd, "flotilla/", "latest"))
                .write(workerWithEtcd(), Format.CLOUD_CONFIG);
    }

    private static UserDataQuestion workerWithEtcd() {
        return new UserDataQuestion(
                Optional.of("worker"),
                Optional.of("disk=ssd"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
