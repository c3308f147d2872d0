package dev.flotilla.benchmarks.load.scenario;

import dev.flotilla.benchmarks.load.ApiLoad;
import dev.flotilla.benchmarks.load.Figures;
import dev.flotilla.benchmarks.load.Probe;
import dev.flotilla.benchmarks.load.Stage;
import dev.flotilla.benchmarks.load.UnitTimes;
import dev.flotilla.benchmarks.load.Usage;
import dev.flotilla.model.unit.DesiredState;

/** Every unit of the cluster is known and inactive; all are started at once, as after a cluster-wide stop. */
public final class Start implements Scenario {
    @Override
    public String name() {
        return "start";
    }

    @Override
    public Figures play(Stage stage) throws InterruptedException {
        var times = new UnitTimes();
        stage.fleet().events(times);
        try (ApiLoad api = stage.api()) {
            for (int i = 0; i < stage.units(); i++) {
                api.desire(Stage.unit(i), DesiredState.INACTIVE);
            }
            stage.awaitUnits(0);
        }
        try (ApiLoad api = stage.api();
                Probe probe = stage.probe()) {
            Usage before = Usage.of(stage.plane());
            for (int i = 0; i < stage.units(); i++) {
                times.ask(Stage.unit(i));
                api.desire(Stage.unit(i), DesiredState.LAUNCHED);
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
