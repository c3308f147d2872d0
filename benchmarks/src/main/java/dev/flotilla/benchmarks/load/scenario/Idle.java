package dev.flotilla.benchmarks.load.scenario;

import dev.flotilla.benchmarks.load.Figures;
import dev.flotilla.benchmarks.load.Stage;
import dev.flotilla.benchmarks.load.Usage;
import java.time.Duration;

/** Nothing happens but heartbeats. */
public final class Idle implements Scenario {
    private static final Duration SETTLE = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public Figures play(Stage stage) throws InterruptedException {
        Thread.sleep(SETTLE);
        Usage before = Usage.of(stage.plane());
        Thread.sleep(stage.period());
        Figures figures = Usage.of(stage.plane()).since(before);
        return figures.put(
                        "registry-live-mib",
                        LiveMemory.of(stage.plane().registries().getFirst()) / (1 << 20))
                .put("scheduler-live-mib", LiveMemory.of(stage.plane().scheduler()) / (1 << 20));
    }
}
