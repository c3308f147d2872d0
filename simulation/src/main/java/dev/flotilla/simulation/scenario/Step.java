package dev.flotilla.simulation.scenario;

import java.time.Duration;
import java.util.Optional;

/** Something that is done to the cluster. Hosts and machines are named by their numbers, modulo how many there are. */
public sealed interface Step {
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

    record CrashRegistry(int replica, Duration down) implements Step {}

    record CrashScheduler(int scheduler, Duration down) implements Step {}

    record CrashAgent(int machine, Duration down, boolean losesDisk) implements Step {}

    record PowerFailure(int machine, Duration down, boolean losesDisk) implements Step {}

    /** Many machines at once. */
    record MassLoss(int first, int count, Duration down) implements Step {}

    /** A process stands still and wakes up late. */
    record PauseRegistry(int replica, Duration length) implements Step {}

    record PauseAgent(int machine, Duration length) implements Step {}

    /** Whoever leads stands still. */
    record PauseLeader(Duration length) implements Step {}

    /**
     * A machine and a replica do not hear each other.
     *
     * @param way 0 both, 1 the replica does not hear, 2 the machine does not hear
     */
    record CutMachine(int machine, int replica, int way, Duration length) implements Step {}

    /** A machine hears no replica, or no replica hears it, or both. */
    record IsolateMachine(int machine, int way, Duration length) implements Step {}

    record CutScheduler(int scheduler, int replica, int way, Duration length) implements Step {}

    record CutStore(int replica, int way, Duration length) implements Step {}

    /** Every connection of a machine breaks. */
    record BreakConnections(int machine) implements Step {}

    record StoreDown(Duration length) implements Step {}

    record StoreSlow(Duration delay, Duration length) implements Step {}

    /** Some commits get no clear answer. */
    record StoreUnclear(int percent, Duration length) implements Step {}

    /** The leader's lease ends before its time. */
    record LeaderLeaseEnds() implements Step {}

    /** The store forgets old revisions. */
    record Compact() implements Step {}

    /** A machine's systemd does not answer. */
    record BusDown(int machine, Duration length) implements Step {}

    /** Some unit of a machine is killed. */
    record Strike(int machine, int unit) implements Step {}

    record ClockJump(int machine, Duration by) implements Step {}
}
