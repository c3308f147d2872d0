package dev.flotilla.benchmarks.load.scenario;

import dev.flotilla.benchmarks.load.ApiLoad;
import dev.flotilla.benchmarks.load.Figures;
import dev.flotilla.benchmarks.load.Probe;
import dev.flotilla.benchmarks.load.Stage;
import dev.flotilla.benchmarks.load.UnitTimes;
import dev.flotilla.benchmarks.load.Usage;

/** Every unit of the cluster is submitted as fast as the registry takes it, until the last one runs. */
public final class Fill implements Scenario {
    @Override
    public String name() {
        return "fill";
    }

    /** The services have just started: what their compilers have not seen yet is not what is to be measured. */
    private static void warmUp(Stage stage) throws InterruptedException {
        var times = new UnitTimes();
        stage.fleet().events(times);
        try (ApiLoad api = stage.api()) {
            for (int i = 0; i < stage.warmUp(); i++) {
                String name = "warm%d@%d.service".formatted(i / 100, i % 100);
                times.ask(name);
                api.launch(name);
            }
            times.awaitAllRunning(stage.patience());
            for (int i = 0; i < stage.warmUp(); i++) {
                api.destroy("warm%d@%d.service".formatted(i / 100, i % 100));
            }
            stage.awaitUnits(0);
        }
    }

    @Override
    public Figures play(Stage stage) throws InterruptedException {
        warmUp(stage);
        var times = new UnitTimes();
        stage.fleet().events(times);
        try (ApiLoad api = stage.api();
                Probe probe = stage.probe()) {
            Usage before = Usage.of(stage.plane());
            for (int i = 0; i < stage.units(); i++) {
                times.ask(Stage.unit(i));
                api.launch(Stage.unit(i));
            }
            times.awaitAllRunning(stage.patience());
            Usage after = Usage.of(stage.plane());
            return after.since(before)
                    .put("seconds", after.secondsSince(before))
                    .put("rate", stage.units() / after.secondsSince(before))
                    .putAll(after.perOperation(before, stage.units()))
                    .putAll(times.figures())
                    .putAll(api.figures())
                    .putAll(probe.figures());
        }
    }
}
