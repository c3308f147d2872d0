package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.ConstantCalls;
import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Service;
import dev.flotilla.system.fleet.Untouched;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The control plane is replaced piece by piece while people work with it. */
@Behaviour(
        "Registries, schedulers and gateways restarted one after the other, and registries killed: no failed call, no unit"
                + " touched.")
@Isolated("depends on moments")
class RollingRestartTest {
    private final Fleet fleet = Fleet.shared();

    @BeforeEach
    void empty() {
        fleet.reset();
    }

    @Test
    void everyServiceInTurn() {
        var before = Untouched.units(fleet, 6);
        try (var calls = ConstantCalls.start(fleet, "rolling-")) {
            Stream.of(fleet.registries(), fleet.schedulers(), fleet.gateways())
                    .flatMap(List::stream)
                    .forEach(service -> {
                        service.stop();
                        bringBack(service, calls);
                    });
            assertThat(calls.refusals()).isEmpty();
            calls.assertKept();
        }
        before.assertStill(fleet);
    }

    @Test
    void registriesKilledOneAfterTheOther() {
        var before = Untouched.units(fleet, 6);
        try (var calls = ConstantCalls.start(fleet, "killed-")) {
            fleet.registries().forEach(registry -> {
                registry.kill();
                bringBack(registry, calls);
            });
            assertThat(calls.refusals()).isEmpty();
            calls.assertKept();
        }
        before.assertStill(fleet);
    }

    private static void bringBack(Service service, ConstantCalls calls) {
        int sofar = calls.answered();
        eventually("calls go on without " + service).until(() -> calls.answered() > sofar + 20);
        service.start();
        service.awaitReady();
    }
}
