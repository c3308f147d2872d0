package dev.flotilla.system;

import static dev.flotilla.system.LocalCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/shell} as it is, on a cluster of {@code ./flotilla up}: all of it runs, and does what its comments say. */
class ShellExamplesTest {
    private static final String FOLDER = "examples/shell/";
    private static final String ON_A_MACHINE_BY_ITS_ID = "example_test.service";

    private final LocalCluster cluster = Clusters.embedded();

    @TempDir
    private Path folder;

    @BeforeEach
    void empty() {
        cluster.reset();
    }

    @Test
    void everyOneRunsButTheOneThatWaitsForAMachinesId() throws IOException {
        List<String> all = units();
        assertThat(all).contains(ON_A_MACHINE_BY_ITS_ID).hasSizeGreaterThan(10);
        // The one that keeps others away first: where it has to be, nobody may be before it.
        start(List.of("example_02.service"));
        cluster.whereActive("example_02.service");
        start(all);
        eventually().untilAsserted(() -> assertThat(cluster.active().keySet())
                .containsExactlyInAnyOrderElementsOf(all.stream()
                        .filter(unit -> !unit.equals(ON_A_MACHINE_BY_ITS_ID))
                        .toList()));
        eventually().untilAsserted(() -> assertThat(
                        cluster.flotilla("explain " + ON_A_MACHINE_BY_ITS_ID).out())
                .contains("0 of 3 machines"));

        // As its first line says: the beginning of an id is enough.
        String id = cluster.machines().get("m2");
        Path own = Files.writeString(
                folder.resolve(ON_A_MACHINE_BY_ITS_ID),
                Files.readString(Launcher.ROOT.resolve(FOLDER).resolve(ON_A_MACHINE_BY_ITS_ID))
                        .replace("MachineID=dummy", "MachineID=" + id.substring(0, 8)));
        cluster.flotilla("start --replace " + own).succeeded();
        assertThat(cluster.whereActive(ON_A_MACHINE_BY_ITS_ID)).isEqualTo(id);
    }

    @Test
    void thoseThatBelongTogetherAreTogetherAndThoseThatDoNotAreApart() {
        start(List.of(
                "example_02.service",
                "beside@1.service",
                "apache@1.service",
                "apache-discovery@1.service",
                "hello_world@1.service",
                "hello_world@2.service",
                "hello_world@3.service"));
        assertThat(cluster.whereActive("beside@1.service"))
                .isEqualTo(cluster.whereActive("example_02.service"))
                .isEqualTo(cluster.machines().get("m2"));
        assertThat(cluster.whereActive("apache-discovery@1.service"))
                .isEqualTo(cluster.whereActive("apache@1.service"));
        assertThat(Stream.of(1, 2, 3).map(i -> cluster.whereActive("hello_world@" + i + ".service")))
                .doesNotHaveDuplicates();

        // A sidekick lives and dies with its apache.
        cluster.flotilla("stop apache@1").succeeded();
        eventually().untilAsserted(() -> assertThat(cluster.active())
                .doesNotContainKeys("apache@1.service", "apache-discovery@1.service"));
    }

    @Test
    void theWebServerServesOnItsMachinesAddress() {
        start(List.of("web@1.service"));
        String address = "127.0.1."
                + cluster.nameOf(cluster.whereActive("web@1.service")).substring(1);
        eventually().untilAsserted(() -> assertThat(
                        cluster.send(HttpRequest.newBuilder(URI.create("http://" + address + ":8080/")))
                                .statusCode())
                .isEqualTo(200));
    }

    /** One of each template. */
    private static List<String> units() throws IOException {
        try (Stream<Path> files = Files.list(Launcher.ROOT.resolve(FOLDER))) {
            return files.map(file -> file.getFileName().toString().replace("@.service", "@1.service"))
                    .sorted()
                    .toList();
        }
    }

    private void start(List<String> units) {
        cluster.flotilla("start --no-block " + FOLDER + String.join(" " + FOLDER, units))
                .succeeded();
    }
}
