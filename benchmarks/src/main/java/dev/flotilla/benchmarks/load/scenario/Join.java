package dev.flotilla.benchmarks.load.scenario;

import dev.flotilla.benchmarks.load.Figures;
import dev.flotilla.benchmarks.load.Stage;
import dev.flotilla.benchmarks.load.Usage;
import java.time.Duration;

/** All machines of an empty cluster are switched on at the same moment. */
public final class Join implements Scenario {
    /** With fewer machines what else the process holds would drown what it holds for sessions. */
    private static final int ENOUGH = 5_000;

    private static final Duration LOOK = Duration.ofMillis(10);

    @Override
    public String name() {
        return "join";
    }

    @Override
    public Figures play(Stage stage) throws InterruptedException {
        double bytesBefore = LiveMemory.of(stage.plane().registries().getFirst());
        Usage before = Usage.of(stage.plane());
        stage.fleet().switchOn();
        awaitOnline(stage);
        Usage after = Usage.of(stage.plane());
        double bytes = LiveMemory.of(stage.plane().registries().getFirst()) - bytesBefore;
        Figures figures = after.since(before)
                .put("seconds", after.secondsSince(before))
                .put("rate", stage.fleet().size() / after.secondsSince(before));
        return stage.fleet().size() < ENOUGH
                ? figures
                : figures.put("session-kib", bytes / stage.fleet().size() / 1024);
    }

    /** Until every machine has a session. */
    static void awaitOnline(Stage stage) throws InterruptedException {
        long deadline = System.nanoTime() + stage.patience().toNanos();
        while (stage.fleet().online() < stage.fleet().size()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("only " + stage.fleet().online() + " machines have a session");
            }
            Thread.sleep(LOOK);
        }
    }
}
