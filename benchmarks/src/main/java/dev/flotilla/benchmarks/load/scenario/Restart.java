package dev.flotilla.benchmarks.load.scenario;

import dev.flotilla.benchmarks.load.Figures;
import dev.flotilla.benchmarks.load.Stage;
import dev.flotilla.benchmarks.process.ServiceProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The registry is restarted, replica by replica, while units come and go. With a shared store there are two replicas, and the
 * second one is started here; the embedded store has one, and its restart is an outage.
 */
public final class Restart implements Scenario {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration BETWEEN = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "restart";
    }

    @Override
    public Figures play(Stage stage) throws InterruptedException {
        var figures = new Figures();
        if (stage.plane().store().isShared() && stage.plane().registries().size() == 1) {
            long start = System.nanoTime();
            stage.plane().addReplica(stage.heap());
            figures.put("replica", (System.nanoTime() - start) / 1e9);
            stage.fleet().addReplica(stage.plane().registryPorts().getLast());
        }
        Map<String, Integer> placesBefore = places(stage);
        try (var churning = new Churning(stage)) {
            Thread.sleep(BETWEEN);
            double ready = 0;
            double back = 0;
            for (ServiceProcess registry : stage.plane().registries()) {
                long start = System.nanoTime();
                registry.terminate();
                long gone = System.nanoTime();
                registry.startAgain();
                registry.awaitReady(PATIENCE);
                ready = Math.max(ready, (System.nanoTime() - gone) / 1e9);
                Join.awaitOnline(stage);
                back = Math.max(back, (System.nanoTime() - start) / 1e9);
                Thread.sleep(BETWEEN);
            }
            figures.putAll(churning.stop(stage)).put("ready", ready).put("back", back);
        }
        Map<String, Integer> placesAfter = places(stage);
        long moved = placesBefore.entrySet().stream()
                .filter(place -> !place.getValue().equals(placesAfter.get(place.getKey())))
                .count();
        return figures.put("moved", moved);
    }

    private static Map<String, Integer> places(Stage stage) {
        Map<String, Integer> places = new HashMap<>();
        for (int machine = 0; machine < stage.fleet().size(); machine++) {
            for (String unit : stage.fleet().unitsOf(machine)) {
                places.put(unit, machine);
            }
        }
        return places;
    }
}
