package dev.flotilla.simulation.scenario;

import java.time.Duration;
import java.util.Optional;

/** Something that is done to the cluster. Hosts and machines are named by their numbers, modulo how many there are. */
public sealed interface Step {
    /** What ends by itself after a while. */
    sealed interface Lasting extends Step {
        Duration length();
    }

    /** A user submits or replaces a unit. */
    record Put(String unit, String file, String desired) implements Step {}

    /** A user asks for another state. */
    record Desire(String unit, String desired) implements Step {}

    record Destroy(String unit) implements Step {}

    /** @param value empty: removes it */
    record Metadata(int machine, String key, Optional<String> value) implements Step {}

    /** Somebody lists all units. */
    record ListUnits() implements Step {}

    /** Somebody asks for what makes no sense. */
    record Wrong(int kind) implements Step {}

    /** An operator lets units move away from lost machines. */
    record ReleaseBrake() implements Step {}

    record CrashRegistry(int replica, Duration length) implements Lasting {}

    record CrashScheduler(int scheduler, Duration length) implements Lasting {}

    /** Ends in good order: its streams are closed, its lease is given up. */
    record RestartRegistry(int replica, Duration length) implements Lasting {}

    record RestartScheduler(int scheduler, Duration length) implements Lasting {}

    record CrashAgent(int machine, Duration length, Disk disk) implements Lasting {}

    record PowerFailure(int machine, Duration length, Disk disk) implements Lasting {}

    /** What a machine finds on its disk when it comes back. */
    enum Disk {
        KEPT,
        LOST,
        /** As it was a while ago, as after a snapshot was brought back. */
        OLD,
        /** The files are there, and make sense in parts only. */
        DAMAGED,
        /** As it was, but not yet: it goes down in the middle of its next write. */
        TORN,
        /** As it was, but not yet: it goes down right after its next write, before it does what that was for. */
        WRITTEN
    }

    /** Many machines at once. */
    record MassLoss(int first, int count, Duration length) implements Lasting {}

    /** A machine stops its units, says goodbye, and comes back. */
    record Leave(int machine, Duration length) implements Lasting {}

    /** What an agent wants to keep cannot be written. */
    record DiskFull(int machine, Duration length) implements Lasting {}

    /** A process stands still and wakes up late. */
    record PauseRegistry(int replica, Duration length) implements Lasting {}

    record PauseAgent(int machine, Duration length) implements Lasting {}

    /** Whoever leads stands still. */
    record PauseLeader(Duration length) implements Lasting {}

    /**
     * A machine and a replica do not hear each other.
     *
     * @param way 0 both, 1 the replica does not hear, 2 the machine does not hear
     */
    record CutMachine(int machine, int replica, int way, Duration length) implements Lasting {}

    /** A machine hears no replica, or no replica hears it, or both. */
    record IsolateMachine(int machine, int way, Duration length) implements Lasting {}

    record CutScheduler(int scheduler, int replica, int way, Duration length) implements Lasting {}

    record CutStore(int replica, int way, Duration length) implements Lasting {}

    /** Every connection of a machine breaks. */
    record BreakConnections(int machine) implements Step {}

    record StoreDown(Duration length) implements Lasting {}

    record StoreSlow(Duration delay, Duration length) implements Lasting {}

    /** Some commits get no clear answer. */
    record StoreUnclear(int percent, Duration length) implements Lasting {}

    /** The leader's lease ends before its time. */
    record LeaderLeaseEnds() implements Step {}

    /** The store forgets old revisions. */
    record Compact() implements Step {}

    /** A machine's systemd does not answer. */
    record BusDown(int machine, Duration length) implements Lasting {}

    /** Some unit of a machine is killed. */
    record Strike(int machine, int unit) implements Step {}

    /** The unit is killed wherever it runs. */
    record Kill(String unit) implements Step {}

    record ClockJump(int machine, Duration by) implements Step {}

    /** The time of day of a replica jumps. */
    record RegistryClockJump(int replica, Duration by) implements Step {}
}
