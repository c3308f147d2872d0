package dev.flotilla.benchmarks.load.scenario;

import dev.flotilla.benchmarks.load.Figures;
import dev.flotilla.benchmarks.load.Stage;
import java.util.List;

/** Something that happens to a cluster while it is measured. Each leaves the cluster as it found it: full, all well. */
public interface Scenario {
    /** All, in the order in which they are played on one cluster. */
    List<Scenario> ALL = List.of(
            new Join(),
            new Fill(),
            new Idle(),
            new Churn(),
            Failover.ofOneMachine(),
            Failover.ofOnePerCent(),
            Failover.ofRack(),
            new Start(),
            new Restart());

    /** One word, as on the command line. */
    String name();

    Figures play(Stage stage) throws InterruptedException;
}
