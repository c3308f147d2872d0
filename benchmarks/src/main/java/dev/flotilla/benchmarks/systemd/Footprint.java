package dev.flotilla.benchmarks.systemd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What agent and sidekick cost a machine, and how soon an agent is there. */
final class Footprint {
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final int STARTS = 5;
    private static final int UNITS_OF_A_MACHINE = 100;

    private final Machines machines;
    private final FleetApi api;

    Footprint(Machines machines, FleetApi api) {
        this.machines = machines;
        this.api = api;
    }

    /** Of every agent, and what is written to the store, while nothing happens. */
    void idle(String what) throws InterruptedException {
        Thread.sleep(SETTLE);
        List<Usage> before = agents();
        long revision = api.revision();
        long start = System.nanoTime();
        Thread.sleep(IDLE);
        // Leases are no revisions.
        double writes = (api.revision() - revision) * 1e9 / (System.nanoTime() - start);
        List<Usage> after = agents();
        Rows.row(what + ": store writes per second, but leases", "%.2f".formatted(writes), "0");
        for (int i = 0; i < after.size(); i++) {
            Rows.row(
                    what + ": agent of machine " + (i + 1) + ", % of a core",
                    "%.2f".formatted(after.get(i).percentOfACoreSince(before.get(i))),
                    "0.50");
        }
        for (int i = 0; i < after.size(); i++) {
            Rows.row(
                    what + ": agent of machine " + (i + 1) + ", RSS / PSS",
                    after.get(i).memory());
        }
    }

    private List<Usage> agents() {
        return machines.names().stream()
                .map(machine -> Usage.of(machine, Machines.AGENT))
                .toList();
    }

    /** By systemd and the journal: from the agent's process to its session with the registry. */
    void agentStart() {
        String machine = machines.names().getFirst();
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            seconds.add(machines.restartAgent(machine));
        }
        Rows.row(
                "agent: process start -> session with the registry, median of 5",
                "%.2f s".formatted(Median.of(seconds)));
    }

    /** Of one machine's sidekick; the others have none. The machine's units each offer a service. */
    void sidekick() throws InterruptedException {
        String machine = machines.names().getFirst();
        machines.startSidekick(machine);
        sidekick(machine, "no units");
        List<String> units = IntStream.range(
                        0, UNITS_OF_A_MACHINE * machines.names().size())
                .mapToObj(i -> "offer-" + i + ".service")
                .toList();
        FleetApi.together(units, api::offer);
        api.awaitActive(units.size());
        int offered = api.activeOn(machines.id(machine)).size();
        api.awaitOffers(offered);
        sidekick(machine, offered + " units that offer something");
        FleetApi.together(units, api::destroy);
        api.awaitNothing();
        machines.stopSidekick(machine);
    }

    private static void sidekick(String machine, String what) throws InterruptedException {
        Thread.sleep(SETTLE);
        Usage before = Usage.of(machine, Machines.SIDEKICK);
        Thread.sleep(IDLE);
        Usage after = Usage.of(machine, Machines.SIDEKICK);
        Rows.row("sidekick, " + what + ": % of a core", "%.2f".formatted(after.percentOfACoreSince(before)));
        Rows.row("sidekick, " + what + ": RSS / PSS", after.memory());
    }
}
