package dev.flotilla.simulation.words;

import dev.flotilla.simulation.scenario.Step;
import java.util.Locale;

/** A step as a line of a script; {@link StepReader} reads it again. The lines of a unit file follow, indented. */
public final class StepWriter {
    private StepWriter() {}

    public static String write(Step step) {
        return switch (step) {
            case Step.Put put -> "put " + put.unit() + " " + put.desired() + indented(put.file());
            case Step.Desire desire -> "set " + desire.unit() + " " + desire.desired();
            case Step.Destroy destroy -> "destroy " + destroy.unit();
            case Step.Metadata metadata ->
                "metadata " + machine(metadata.machine()) + " " + metadata.key() + "="
                        + metadata.value().orElse("");
            case Step.ListUnits _ -> "list units";
            case Step.Wrong wrong -> "nonsense " + wrong.kind();
            case Step.ReleaseBrake _ -> "release the brake";
            case Step.Leave leave -> machine(leave.machine()) + " leaves" + lasting(leave.length());
            default -> writeFault(step);
        };
    }

    private static String writeFault(Step step) {
        return switch (step) {
            case Step.CrashRegistry(int replica, var down) -> "crash r" + (replica + 1) + lasting(down);
            case Step.CrashScheduler(int scheduler, var down) -> "crash s" + (scheduler + 1) + lasting(down);
            case Step.RestartRegistry(int replica, var down) -> "restart r" + (replica + 1) + lasting(down);
            case Step.RestartScheduler(int scheduler, var down) -> "restart s" + (scheduler + 1) + lasting(down);
            case Step.CrashAgent(int machine, var down, var disk) ->
                "crash " + machine(machine) + lasting(down) + disk(disk);
            case Step.PowerFailure(int machine, var down, var disk) ->
                "power off " + machine(machine) + lasting(down) + disk(disk);
            case Step.MassLoss(int first, int count, var down) ->
                "power off " + machine(first) + " and " + (count - 1) + " more" + lasting(down);
            case Step.PauseRegistry(int replica, var length) -> "pause r" + (replica + 1) + lasting(length);
            case Step.PauseAgent(int machine, var length) -> "pause " + machine(machine) + lasting(length);
            case Step.PauseLeader(var length) -> "pause leader" + lasting(length);
            case Step.CutMachine(int machine, int replica, int way, var length) ->
                cut(machine(machine), "r" + (replica + 1), way) + lasting(length);
            case Step.IsolateMachine(int machine, int way, var length) ->
                cut(machine(machine), "all", way) + lasting(length);
            case Step.CutScheduler(int scheduler, int replica, int way, var length) ->
                cut("s" + (scheduler + 1), "r" + (replica + 1), way) + lasting(length);
            case Step.CutStore(int replica, int way, var length) ->
                cut("r" + (replica + 1), "store", way) + lasting(length);
            default -> writeTrouble(step);
        };
    }

    private static String writeTrouble(Step step) {
        return switch (step) {
            case Step.BreakConnections(int machine) -> "break connections of " + machine(machine);
            case Step.StoreDown(var length) -> "store down" + lasting(length);
            case Step.StoreSlow(var delay, var length) -> "store slow by " + Times.write(delay) + lasting(length);
            case Step.StoreUnclear(int percent, var length) -> "store unclear " + percent + "%" + lasting(length);
            case Step.LeaderLeaseEnds _ -> "end the leader's lease";
            case Step.Compact _ -> "compact the store";
            case Step.BusDown(int machine, var length) -> "bus of " + machine(machine) + " down" + lasting(length);
            case Step.DiskFull(int machine, var length) -> "disk of " + machine(machine) + " full" + lasting(length);
            case Step.Strike(int machine, int unit) -> "kill unit " + unit + " of " + machine(machine);
            case Step.Kill(String unit) -> "kill " + unit;
            case Step.ClockJump(int machine, var by) -> "clock of " + machine(machine) + " off by " + Times.write(by);
            case Step.RegistryClockJump(int replica, var by) ->
                "clock of r" + (replica + 1) + " off by " + Times.write(by);
            default -> throw new IllegalArgumentException("no words for " + step);
        };
    }

    private static String machine(int number) {
        return "m" + (number + 1);
    }

    private static String lasting(java.time.Duration length) {
        return " for " + Times.write(length);
    }

    private static String disk(Step.Disk disk) {
        return disk == Step.Disk.KEPT ? "" : ", disk " + disk.name().toLowerCase(Locale.ROOT);
    }

    /** The second one does not hear the first one when the way is 1, the first one not the second when it is 2. */
    private static String cut(String one, String other, int way) {
        return switch (way) {
            case 1 -> "cut " + one + " to " + other;
            case 2 -> "cut " + other + " to " + one;
            default -> "cut " + one + " and " + other;
        };
    }

    private static String indented(String file) {
        StringBuilder lines = new StringBuilder();
        file.lines().forEach(line -> lines.append("\n    ").append(line));
        return lines.toString();
    }
}
