package dev.flotilla.simulation.scenario;

import dev.flotilla.simulation.scenario.Scenario.Planned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Makes a scenario from a seed. */
public final class Scenarios {
    private static final List<String> DESIRED = List.of("launched", "launched", "launched", "loaded", "inactive");

    /** A cluster of hundreds of machines takes as long as dozens of small ones. */
    private static final int LARGE_EVERY = 100;

    private final SplittableRandom random;
    private final boolean stormy;
    private final int machines;
    private final int units;

    private Scenarios(SplittableRandom random, boolean stormy, int machines, int units) {
        this.random = random;
        this.stormy = stormy;
        this.machines = machines;
        this.units = units;
    }

    public static Scenario of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int registries = 1 + random.nextInt(3);
        int schedulers = 1 + random.nextInt(3);
        boolean large = Math.floorMod(seed, LARGE_EVERY) == 0;
        int some = random.nextInt(4) == 0 ? 10 + random.nextInt(4) : 2 + random.nextInt(5);
        int machines = large ? 150 + random.nextInt(100) : some;
        Duration length = Duration.ofSeconds(30 + random.nextInt(large ? 15 : 60));
        int units = large ? 100 + random.nextInt(100) : 4 + random.nextInt(12);
        Scenarios maker = new Scenarios(random, seed % 5 == 0, machines, units);
        return new Scenario(seed, registries, schedulers, machines, length, maker.steps(length));
    }

    private List<Planned> steps(Duration length) {
        List<Timed> timed = new ArrayList<>();
        for (int i = 0; i < units; i++) {
            timed.add(new Timed(Duration.ofMillis(2000 + random.nextInt(8000)), put(i)));
        }
        int changes = 5 + random.nextInt(25);
        for (int i = 0; i < changes; i++) {
            timed.add(new Timed(someTime(length), call()));
        }
        int faults = random.nextInt(16);
        for (int i = 0; i < faults; i++) {
            timed.add(new Timed(someTime(length), fault()));
        }
        if (stormy) {
            electionStorm(timed);
        }
        timed.sort(Comparator.comparing(Timed::at));
        List<Planned> steps = new ArrayList<>();
        for (Timed step : timed) {
            steps.add(new Planned(steps.size(), step.at(), step.step()));
        }
        return steps;
    }

    /** Leaders fall one after the other while a slow store holds their plans on the way. */
    private void electionStorm(List<Timed> timed) {
        long start = 12_000 + random.nextInt(10_000);
        timed.add(new Timed(
                Duration.ofMillis(start), new Step.StoreSlow(Duration.ofMillis(900), Duration.ofSeconds(10))));
        for (int i = 0; i < 12; i++) {
            timed.add(new Timed(Duration.ofMillis(start + random.nextInt(10_000)), put(random.nextInt(units))));
            timed.add(new Timed(Duration.ofMillis(start + random.nextInt(10_000)), new Step.LeaderLeaseEnds()));
        }
    }

    private record Timed(Duration at, Step step) {}

    private Duration someTime(Duration length) {
        return Duration.ofMillis(5000 + random.nextLong(length.toMillis() - 5000));
    }

    private Duration some(int mostMillis) {
        return Duration.ofMillis(50 + random.nextInt(mostMillis));
    }

    private String unit(int i) {
        return i % 5 == 4 ? "db@" + i + ".service" : "u" + i + ".service";
    }

    private String anyUnit() {
        return unit(random.nextInt(units));
    }

    private Step put(int i) {
        return new Step.Put(unit(i), file(), DESIRED.get(random.nextInt(DESIRED.size())));
    }

    private Step call() {
        return switch (random.nextInt(14)) {
            case 12 -> new Step.Kill(anyUnit());
            case 13 -> new Step.ReleaseBrake();
            case 0, 1 -> put(random.nextInt(units));
            case 2, 3, 4, 5, 6 -> new Step.Desire(anyUnit(), DESIRED.get(random.nextInt(DESIRED.size())));
            case 7 -> new Step.Destroy(anyUnit());
            case 8, 9 ->
                new Step.Metadata(
                        random.nextInt(machines),
                        "disk",
                        random.nextInt(3) == 0 ? Optional.empty() : Optional.of(random.nextBoolean() ? "ssd" : "hdd"));
            case 10 -> new Step.ListUnits();
            default -> new Step.Wrong(random.nextInt(4));
        };
    }

    private Step fault() {
        int machine = random.nextInt(machines);
        int node = random.nextInt(3);
        return switch (random.nextInt(29)) {
            case 0, 1 -> new Step.CrashRegistry(node, some(12_000));
            case 2 -> new Step.CrashScheduler(node, some(8_000));
            case 3, 4 -> new Step.CrashAgent(machine, some(15_000), disk());
            case 5, 6 -> new Step.PowerFailure(machine, some(25_000), disk());
            case 7 -> new Step.MassLoss(machine, 1 + random.nextInt(machines), some(25_000));
            case 8 -> new Step.PauseRegistry(node, some(15_000));
            case 9 -> new Step.PauseAgent(machine, some(15_000));
            case 10, 11 -> new Step.PauseLeader(some(10_000));
            case 12 -> new Step.CutMachine(machine, node, random.nextInt(3), some(20_000));
            case 13 -> new Step.IsolateMachine(machine, random.nextInt(3), some(20_000));
            case 14 -> new Step.CutScheduler(node, random.nextInt(3), random.nextInt(3), some(12_000));
            case 15 -> new Step.CutStore(node, random.nextInt(3), some(12_000));
            case 16 -> new Step.BreakConnections(machine);
            case 17 -> new Step.StoreDown(some(10_000));
            case 18 ->
                random.nextBoolean()
                        ? new Step.StoreSlow(some(800), some(10_000))
                        : new Step.StoreUnclear(10 + random.nextInt(60), some(10_000));
            case 19 -> random.nextBoolean() ? new Step.LeaderLeaseEnds() : new Step.Compact();
            case 20 ->
                random.nextBoolean()
                        ? new Step.BusDown(machine, some(3_000))
                        : new Step.Strike(machine, random.nextInt(8));
            case 22, 23 -> new Step.RestartRegistry(node, some(8_000));
            case 24 -> new Step.RestartScheduler(node, some(8_000));
            case 25, 26 -> new Step.Leave(machine, some(12_000));
            case 27 -> new Step.DiskFull(machine, some(15_000));
            case 28 -> new Step.RegistryClockJump(node, Duration.ofSeconds(random.nextInt(600) - 300));
            default -> new Step.ClockJump(machine, Duration.ofSeconds(random.nextInt(600) - 300));
        };
    }

    private Step.Disk disk() {
        return random.nextInt(2) == 0 ? Step.Disk.KEPT : Step.Disk.values()[random.nextInt(Step.Disk.values().length)];
    }

    private String file() {
        StringBuilder text = new StringBuilder("[Service]\nExecStart=/sim");
        switch (random.nextInt(8)) {
            case 0 -> text.append(" run=").append(500 + random.nextInt(5000)).append(" exit=1");
            case 1 -> text.append(" run=").append(500 + random.nextInt(5000));
            case 2 -> text.append(random.nextBoolean() ? " then=fail" : " start=hang");
            default -> text.append(" start=").append(10 + random.nextInt(400));
        }
        text.append(random.nextInt(8) == 0 ? " stop=hang" : " stop=" + (10 + random.nextInt(300)));
        text.append(" salt=").append(random.nextInt(1000));
        text.append(random.nextInt(3) == 0 ? "\nRestart=on-failure\n" : "\n");
        return text.append(constraints()).toString();
    }

    private String constraints() {
        return switch (random.nextInt(17)) {
            case 0 -> "[X-Fleet]\nGlobal=true\n";
            case 1 -> "[X-Fleet]\nGlobal=true\nMachineMetadata=disk=ssd\n";
            case 2, 3 -> "[X-Fleet]\nMachineMetadata=disk=ssd\n";
            case 4 -> "[X-Fleet]\nMachineOf=" + anyUnit() + "\n";
            case 5 -> "[X-Fleet]\nConflicts=u*.service\n";
            case 6 -> "[X-Fleet]\nConflicts=db@*.service\n";
            case 7 -> "[X-Fleet]\nReplaces=" + anyUnit() + "\n";
            case 8, 9 -> "[X-Flotilla]\nOnPartition=stop\n";
            case 10 -> "[X-Flotilla]\nCPU=1.5\n";
            case 11 -> "[X-Fleet]\nReplaces=db@*.service\n[X-Flotilla]\nCPU=2\n";
            default -> "";
        };
    }
}
