package dev.flotilla.sidekick.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.sidekick.docker.Container;
import dev.flotilla.sidekick.testing.FakeDocker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine says of its containers, also when it is nothing that one would expect. */
class DockerEngineTest {
    @TempDir
    private Path directory;

    private FakeDocker docker;
    private DockerEngine engine;

    @BeforeEach
    void start() throws IOException {
        Path socket = directory.resolve("docker.sock");
        docker = new FakeDocker(socket);
        engine = new DockerEngine(socket);
    }

    @AfterEach
    void stop() throws IOException {
        docker.close();
    }

    @Test
    void aRangeThatAnImageExposesHidesNoneOfTheContainersPorts() throws Exception {
        docker.container("db", """
                {"Id": "4f", "Name": "/db", "State": {"Running": true},
                 "Config": {"Image": "mysql", "ExposedPorts": {"33060-33061/tcp": {}, "3306/tcp": {}}},
                 "NetworkSettings": {"Ports": {"3306/tcp": [{"HostIp": "0.0.0.0", "HostPort": "49153"}],
                                               "33060/tcp": [{"HostIp": "0.0.0.0", "HostPort": "49154"}]}}}
                """);

        Container container = engine.inspect("db").orElseThrow();
        assertThat(container.ports().keySet())
                .containsExactly(new Container.Port(3306, "tcp"), new Container.Port(33_060, "tcp"));
        assertThat(container.binding(new Container.Port(3306, "tcp")))
                .contains(new Container.Binding(Optional.empty(), 49_153));
    }

    @Test
    void wordsWithoutSenseAreAnAnswerThatFailed() {
        for (String nonsense : List.of("{}", "{\"Id\": 7}", "[]", "?")) {
            docker.container("db", nonsense);
            assertThatThrownBy(() -> engine.inspect("db"))
                    .as(nonsense)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("about db make no sense");
        }
    }

    @Test
    void aContainerThatIsNotThereIsNone() throws Exception {
        assertThat(engine.inspect("db")).isEmpty();
    }
}
