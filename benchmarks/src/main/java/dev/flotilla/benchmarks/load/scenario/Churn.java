package dev.flotilla.benchmarks.load.scenario;

import dev.flotilla.benchmarks.load.Figures;
import dev.flotilla.benchmarks.load.Probe;
import dev.flotilla.benchmarks.load.Stage;
import dev.flotilla.benchmarks.load.Usage;
import java.time.Duration;

/**
 * Units come and go at a steady rate in a full cluster. What each costs is what the services use beyond what they use without:
 * it must not depend on how large the cluster is.
 */
public final class Churn implements Scenario {
    /** The first ones come to compilers that have seen others. */
    private static final Duration LEAD_IN = Duration.ofSeconds(4);

    @Override
    public String name() {
        return "churn";
    }

    @Override
    public Figures play(Stage stage) throws InterruptedException {
        Usage quiet = Usage.of(stage.plane());
        Thread.sleep(stage.period().dividedBy(2));
        Usage still = Usage.of(stage.plane());
        try (var churning = new Churning(stage);
                Probe probe = stage.probe()) {
            Thread.sleep(LEAD_IN);
            long comeBefore = churning.come();
            Usage before = Usage.of(stage.plane());
            Thread.sleep(stage.period());
            Usage after = Usage.of(stage.plane());
            long come = churning.come() - comeBefore;
            return churning.stop(stage)
                    .putAll(probe.figures())
                    .putAll(after.since(before))
                    .putAll(after.perOperation(before, come, still.since(quiet)))
                    .put("rate", come / after.secondsSince(before));
        }
    }
}
