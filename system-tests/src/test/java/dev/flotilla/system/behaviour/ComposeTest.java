package dev.flotilla.system.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.ComposedControlPlane;
import dev.flotilla.system.fleet.Fleet;
import org.junit.jupiter.api.Test;

/** {@code deploy/compose} as it is: everything comes up, and either half goes on without the other. */
@Behaviour(
        "deploy/compose brings the control plane up; with one of each service and an etcd member gone it still takes work.")
class ComposeTest {
    @Test
    void itComesUpAndBearsTheLossOfHalf() {
        try (var plane = ComposedControlPlane.up()) {
            Fleet.eventually("both gateways are ready").untilAsserted(() -> {
                assertThat(plane.gateway(1).get("/q/health/ready").statusCode()).isEqualTo(200);
                assertThat(plane.gateway(2).get("/q/health/ready").statusCode()).isEqualTo(200);
            });
            plane.gateway(1).launch("first.service", "Service.ExecStart=/bin/true");

            plane.stop("etcd-1", "registry-1", "scheduler-1", "gateway-1");
            Fleet.eventually("the other half takes work")
                    .untilAsserted(() -> plane.gateway(2).launch("second.service", "Service.ExecStart=/bin/true"));
            assertThat(plane.gateway(2).units()).containsExactly("first.service", "second.service");
        }
    }
}
