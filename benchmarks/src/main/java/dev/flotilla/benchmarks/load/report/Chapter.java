package dev.flotilla.benchmarks.load.report;

import java.util.List;

/**
 * What the page says of one scenario.
 *
 * @param scenario its name
 * @param title of the section
 * @param text what happens, and what the columns mean
 * @param columns of its table, beside store and machines
 * @param plots below it
 */
record Chapter(String scenario, String title, String text, List<Column> columns, List<Plot> plots) {
    private static final Column READ_50 = Column.of("read-p50", "read p50 ms");
    private static final Column READ_99 = Column.of("read-p99", "read p99 ms");
    private static final Column WRITE_50 = Column.of("write-p50", "write p50 ms");
    private static final Column WRITE_99 = Column.of("write-p99", "write p99 ms");
    private static final Column REGISTRY = Column.of("registry-us", "registry µs/unit");
    private static final Column SCHEDULER = Column.of("scheduler-us", "scheduler µs/unit");
    private static final Column ETCD = Column.of("etcd-us", "etcd µs/unit");
    private static final Column HARNESS = Column.of("harness-us", "machines and clients µs/unit");
    private static final Column WRITES = Column.of("writes", "store writes/s");
    private static final Column OTHERS = Column.of("others-cpu", "others' CPU %");
    private static final List<Column> PIPELINE = List.of(
            Column.of("rate", "units/s"),
            Column.of("capacity", "units/s by CPU"),
            WRITE_50,
            WRITE_99,
            READ_50,
            READ_99,
            WRITES,
            REGISTRY,
            SCHEDULER,
            ETCD,
            HARNESS,
            Column.of("registry-mib", "registry MiB"),
            Column.of("scheduler-mib", "scheduler MiB"),
            Column.of("etcd-mib", "etcd MiB"),
            OTHERS);
    private static final List<Column> FAILOVER = List.of(
            Column.of("units", "units"),
            new Column("noticed", "noticed after s", 1),
            Column.of("decided-p50", "decided within ms, median"),
            Column.of("decided-max", "slowest ms"),
            Column.of("again", "all run again after ms"),
            REGISTRY,
            SCHEDULER,
            ETCD,
            OTHERS);

    static final List<Chapter> ALL = List.of(
            new Chapter(
                    "join",
                    "All machines switched on at once",
                    "An empty cluster; every machine says hello at the same moment. A session costs one write. \"Memory per"
                            + " session\" is what the registry's heap and buffers grow by, after a full collection.",
                    List.of(
                            new Column("seconds", "seconds", 1),
                            Column.of("rate", "machines/s"),
                            new Column("session-kib", "KiB per session", 1),
                            Column.of("registry-cpu", "registry CPU %"),
                            WRITES,
                            OTHERS),
                    List.of(Plot.of("join.svg", "rate", "machines/s"))),
            new Chapter(
                    "fill",
                    "Fill: every unit submitted, placed, reported running",
                    "128 calls under way at a time, until the last unit's state is stored. \"By CPU\" is what the same work"
                            + " comes to when every core of the box does nothing else: cores divided by the CPU time of a"
                            + " unit, agents and clients included.",
                    PIPELINE,
                    List.of(
                            Plot.of("fill.svg", "rate", "units/s, end to end").goal(2_000),
                            Plot.of("fill-cpu.svg", "capacity", "units/s by CPU")
                                    .goal(2_000))),
            new Chapter(
                    "start",
                    "Mass start: every unit known, all started at once",
                    "As fill, but of units that are there already and inactive.",
                    PIPELINE,
                    List.of(Plot.of("start.svg", "rate", "units/s, end to end"))),
            new Chapter(
                    "idle",
                    "Idle: full, and nothing happens",
                    "Heartbeats only, 2 s apart. \"Live\" is the heap after a full collection, with buffers.",
                    List.of(
                            new Column("registry-cpu", "registry CPU %", 2),
                            new Column("scheduler-cpu", "scheduler CPU %", 2),
                            new Column("etcd-cpu", "etcd CPU %", 2),
                            new Column("writes", "store writes/s", 2),
                            Column.of("registry-mib", "registry MiB"),
                            Column.of("registry-live-mib", "live MiB"),
                            Column.of("scheduler-mib", "scheduler MiB"),
                            Column.of("scheduler-live-mib", "live MiB"),
                            Column.of("etcd-mib", "etcd MiB"),
                            OTHERS),
                    List.of(
                            Plot.of("idle.svg", "registry-cpu", "registry, % of a core")
                                    .goal(5),
                            Plot.of("memory.svg", "registry-mib", "registry, MiB resident")
                                    .goal(1_024))),
            new Chapter(
                    "churn",
                    "Churn: units come and go at a steady rate",
                    "In a full cluster. The CPU of a unit that comes and goes is what the services use beyond what the idle"
                            + " cluster uses: it does not grow with the cluster.",
                    List.of(
                            Column.of("rate", "units/s asked"),
                            Column.of("running-p50", "submit to running p50 ms"),
                            Column.of("running-p99", "p99 ms"),
                            WRITE_50,
                            WRITE_99,
                            READ_50,
                            READ_99,
                            WRITES,
                            REGISTRY,
                            SCHEDULER,
                            ETCD,
                            OTHERS),
                    List.of(
                            Plot.of("churn.svg", "control-us", "CPU µs per unit, registry + scheduler"),
                            Plot.of("churn-latency.svg", "running-p50", "submit to running, median ms"))),
            new Chapter(
                    "failover",
                    "Failover of one machine",
                    "Five machines lose power, each when the last one's units run again. \"Decided\" is the time from the moment a machine is seen"
                            + " lost until the last of its units is seen placed elsewhere, by a client of the registry.",
                    FAILOVER,
                    List.of(Plot.of("failover.svg", "decided-p50", "decided within ms, median")
                            .goal(50))),
            new Chapter(
                    "failover-1%",
                    "Failover of 1 % of the machines",
                    "At the same moment; each is found lost a TTL after it was heard last, so within a heartbeat interval of"
                            + " each other.",
                    FAILOVER,
                    List.of(Plot.of("failover-percent.svg", "decided-p50", "decided within ms, median"))),
            new Chapter(
                    "failover-rack",
                    "Failover of a rack of 40",
                    "As above.",
                    FAILOVER,
                    List.of(Plot.of("failover-rack.svg", "decided-p50", "decided within ms, median"))),
            new Chapter(
                    "restart",
                    "Rolling restart of the registry under churn",
                    "With etcd a second replica is started beside the full first one, then each is restarted in turn and all"
                            + " machines go to the other one; the embedded store has one replica, so its restart is an"
                            + " outage that calls sit out. \"Moved\" are units on another machine than before.",
                    List.of(
                            new Column("replica", "second replica up after s", 1),
                            new Column("ready", "restarted and caught up after s", 1),
                            new Column("back", "all machines back after s", 1),
                            WRITE_50,
                            WRITE_99,
                            Column.of("running-p99", "submit to running p99 ms"),
                            Column.of("failed", "calls failed"),
                            Column.of("moved", "units moved"),
                            OTHERS),
                    List.of(Plot.of("restart.svg", "ready", "a replica starts and catches up, s"))));

    Chapter {
        columns = List.copyOf(columns);
        plots = List.copyOf(plots);
    }
}
