package dev.flotilla.system.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.ComposedControlPlane;
import dev.flotilla.system.fleet.Fleet;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code deploy/compose} as it is: everything comes up, and either half goes on without the other. */
@Behaviour(
        "deploy/compose brings the control plane up; with one of each service and an etcd member gone it still takes work.")
@Order(4)
class ComposeTest {
    @Test
    void itComesUpAndBearsTheLossOfHalf() {
        try (var plane = ComposedControlPlane.up()) {
            plane.gateway(1).launch("first.service", "Service.ExecStart=/bin/true");

            plane.exec("etcd-2", "etcdctl", "put", "/services/website/a@1", "{\"host\":\"10.0.0.1\",\"port\":80}");
            Fleet.eventually("both name servers know the service").untilAsserted(() -> {
                assertThat(plane.dig(1, "website.services.flotilla.internal")).containsExactly("10.0.0.1");
                assertThat(plane.dig(2, "+tcp", "_website._tcp.services.flotilla.internal", "SRV"))
                        .containsExactly("10 100 80 a-1.website.services.flotilla.internal.");
            });

            for (String service : List.of("registry-1", "scheduler-1", "gateway-1", "dns-1")) {
                assertThat(plane.firstLogLine(service).path("message").asText())
                        .as("what " + service + " logs is JSON")
                        .isNotEmpty();
            }

            plane.stop("etcd-1", "registry-1", "scheduler-1", "gateway-1", "dns-1");
            Fleet.eventually("the other half takes work")
                    .untilAsserted(() -> plane.gateway(2).launch("second.service", "Service.ExecStart=/bin/true"));
            plane.exec("etcd-2", "etcdctl", "put", "/services/website/a@1", "{\"host\":\"10.0.0.2\",\"port\":80}");
            Fleet.eventually("the other name server follows")
                    .untilAsserted(() -> assertThat(plane.dig(2, "website.services.flotilla.internal"))
                            .containsExactly("10.0.0.2"));
            assertThat(plane.gateway(2).units()).containsExactly("first.service", "second.service");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "registry,  /opt/flotilla/app.aot",
        "scheduler, /opt/flotilla/app.aot",
        "gateway,   /opt/flotilla/app.aot",
        "agent,     /opt/flotilla/app.aot",
        "sidekick,  /opt/flotilla/sidekick/app.aot",
        "cli,       /opt/flotilla/flotilla-cli.aot",
        "machine,   /opt/flotilla/app.aot",
        "machine,   /opt/flotilla/sidekick/app.aot",
        "machine,   /opt/flotilla/flotilla-cli.aot"
    })
    void everyImageHasLearnedHowToStartFast(String image, String cache) {
        assertThat(ComposedControlPlane.imageHas(image, cache)).isTrue();
    }
}
