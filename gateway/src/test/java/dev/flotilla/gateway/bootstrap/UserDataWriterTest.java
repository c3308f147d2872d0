package dev.flotilla.gateway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.client.bootstrap.ClusterDescription;
import dev.flotilla.cloudconfig.render.Format;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UserDataWriterTest {
    private final FakeMembers members = new FakeMembers()
            .describedAs(new ClusterDescription(List.of("registry-1:49152"), List.of("http://etcd-1:2379"), false));

    @Test
    void whatTheGatewayWasToldComesBeforeWhatTheClusterSaysOfItself() {
        String text = write(List.of("10.0.0.1:49152"), List.of("http://10.0.0.1:2379"), true);
        assertThat(text)
                .contains("FLOTILLA_AGENT_REGISTRY=10.0.0.1:49152\"")
                .contains("--endpoints=10.0.0.1:2379")
                .doesNotContain("registry-1", "etcd-1");
    }

    @Test
    void anAddressOfTheGatewaysOwnMachineIsNoneForOthers() {
        assertThatThrownBy(() -> write(List.of("127.0.0.1:49152"), List.of(), false))
                .satisfies(UserDataWriterTest::isConflict)
                .hasMessageContaining("flotilla.gateway.bootstrap.registry");
        assertThatThrownBy(() -> write(List.of("10.0.0.1:49152"), List.of("http://127.0.0.1:2379"), true))
                .satisfies(UserDataWriterTest::isConflict)
                .hasMessageContaining("flotilla.gateway.bootstrap.etcd");
    }

    private static void isConflict(Throwable failure) {
        assertThat(((FlotillaException) failure).error()).isInstanceOf(FlotillaError.Conflict.class);
    }

    private String write(List<String> registry, List<String> etcd, boolean etcdProxy) {
        return new UserDataWriter(members, new BootstrapSettings(registry, etcd, "flotilla/", "latest"))
                .write(worker(etcdProxy), Format.CLOUD_CONFIG);
    }

    private static UserDataQuestion worker(boolean etcdProxy) {
        return new UserDataQuestion(
                Optional.of("worker"),
                Optional.of("disk=ssd"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                etcdProxy,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
