package dev.flotilla.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong input gets an error that names the place, and changes nothing. */
class BadInputTest {
    private static final Set<Integer> COME_AGAIN = Set.of(503, 504);

    private final LocalCluster cluster = Clusters.embedded();

    @TempDir
    private Path folder;

    @BeforeEach
    void empty() {
        cluster.reset();
    }

    @Test
    void aBrokenLineIsNamed() throws IOException {
        var result = cluster.flotilla(
                "start " + unit("broken.service", "[Service]\nExecStart=/bin/true\nthis is no option\n"));
        assertThat(result.exit()).isNotZero();
        assertThat(result.err()).contains("broken.service:3:");
        assertNothingThere();
    }

    @Test
    void anOversizedUnitIsRefused() throws IOException {
        String line = "Environment=" + "x".repeat(1000) + "\n";
        var result = cluster.flotilla(
                "submit " + unit("huge.service", "[Service]\nExecStart=/bin/true\n" + line.repeat(3000)));
        assertThat(result.exit()).isNotZero();
        assertThat(result.err()).contains("256 KiB");
        assertNothingThere();
    }

    @Test
    void unknownFleetOptionsAndSenselessCombinationsAreRefused() throws IOException {
        assertThat(cluster.flotilla("submit "
                                + unit("odd.service", "[Service]\nExecStart=/bin/true\n[X-Fleet]\nMachineOff=x\n"))
                        .err())
                .contains("MachineOff");
        var unknown = cluster.put("odd.service", "inactive", "Service.ExecStart=/bin/true", "X-Fleet.MachineOff=x");
        assertThat(unknown.statusCode()).isEqualTo(400);
        JsonNode error = LocalCluster.json(unknown.body()).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(400);
        assertThat(error.path("message").asText()).contains("MachineOff");
        var both = cluster.put(
                "both.service",
                "inactive",
                "Service.ExecStart=/bin/true",
                "X-Fleet.Global=true",
                "X-Fleet.MachineOf=a.service");
        assertThat(both.statusCode()).isEqualTo(400);
        assertNothingThere();
    }

    @Test
    void namesAreChecked() {
        for (String name :
                new String[] {"a%2Fb.service", "..%2Fetc.service", "noextension", "@.service", "x.nosuchtype"}) {
            assertThat(cluster.put(name, "inactive", "Service.ExecStart=/bin/true")
                            .statusCode())
                    .as(name)
                    .isIn(400, 404);
        }
        assertNothingThere();
    }

    @Test
    void aTemplateIsNotStarted() {
        var answer = cluster.put("tpl@.service", "launched", "Service.ExecStart=/bin/true");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("cannot activate template");
        assertNothingThere();
    }

    @Test
    void tenThousandUnitsInOneLoopAreAllThere() {
        assertThat(eachOfTenThousand(201, 204, name -> cluster.put(name, "inactive", "Service.ExecStart=/bin/true")))
                .isZero();
        var listed = cluster.flotilla(Duration.ofMinutes(2), "list-unit-files", "--no-legend", "--fields=unit")
                .succeeded();
        assertThat(listed.lines()).hasSize(10_000);
        assertThat(eachOfTenThousand(204, 404, cluster::delete)).isZero();
        assertNothingThere();
    }

    /**
     * Calls several at once, and once more while it is told to come again. Returns how many had other answers.
     *
     * @param already what is right, too, when it was told to come again: then the call may have had its effect before
     */
    private static long eachOfTenThousand(int wanted, int already, Function<String, HttpResponse<String>> call) {
        return IntStream.range(0, 10_000)
                .parallel()
                .mapToObj("many-%05d.service"::formatted)
                .filter(name -> {
                    int first = call.apply(name).statusCode();
                    return COME_AGAIN.contains(first)
                            ? !Set.of(wanted, already).contains(later(name, call))
                            : first != wanted;
                })
                .count();
    }

    private static int later(String name, Function<String, HttpResponse<String>> call) {
        return Awaitility.await(name)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> call.apply(name).statusCode(), status -> !COME_AGAIN.contains(status));
    }

    private Path unit(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private void assertNothingThere() {
        assertThat(cluster.getJson("/fleet/v1/units").path("units")).isEmpty();
    }
}
