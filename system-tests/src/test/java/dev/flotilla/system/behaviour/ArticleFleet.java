package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.DockerOnMachines;
import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import java.time.Duration;
import java.util.List;

/** Three machines with an engine each, and the images that the articles' units run. */
final class ArticleFleet implements AutoCloseable {
    private static final String BUSYBOX =
            "mkdir -p $ROOT/bin $ROOT/tmp && cp /bin/busybox $ROOT/bin && for a in sh sleep echo; do ln -s busybox $ROOT/bin/$a; done";

    private final Fleet fleet;

    private ArticleFleet(Fleet fleet) {
        this.fleet = fleet;
    }

    static ArticleFleet start(String tag) {
        return new ArticleFleet(Fleet.start(tag, 3));
    }

    Fleet fleet() {
        return fleet;
    }

    /** Whole and empty, and all engines run. */
    void reset() {
        fleet.reset();
        DockerOnMachines.start(
                fleet,
                DockerOnMachines.Image.of("library/busybox", BUSYBOX),
                DockerOnMachines.Image.of(
                        "coreos/apache",
                        BUSYBOX + " && mkdir -p $ROOT/usr/sbin && printf '#!/bin/sh\\nexec sleep 100000\\n'"
                                + " >$ROOT/usr/sbin/apache2ctl && chmod +x $ROOT/usr/sbin/apache2ctl"));
    }

    /** The one machine where the unit is active; what is printed waits much, so does this. */
    Machine whereActive(String unit) {
        eventually(unit + " runs").atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                        fleet.api().active().getOrDefault(unit, List.of()))
                .hasSize(1));
        return fleet.whereActive(unit);
    }

    /** The machines of the instances of {@code common@}, whatever they do there. */
    List<String> placesOfCommon() {
        return fleet.api().states().stream()
                .filter(state -> state.path("name").asText().startsWith("common@"))
                .map(state -> state.path("machineID").asText())
                .toList();
    }

    @Override
    public void close() {
        fleet.close();
    }
}
