package dev.flotilla.simulation.scenario;

/** Deliberate breakages: with each of them on, some check must find something. */
public enum Breakage {
    NONE,
    /** The store does not compare the leader's term. */
    NO_FENCING,
    /** Plans and users' calls overwrite what they have not seen. */
    NO_COMPARES,
    /** The store acknowledges before it has written, and forgets when it falls. */
    ACKNOWLEDGED_BEFORE_SYNC,
    /** A replica that goes takes its machines with it. */
    LOST_REPLICA_IS_LOST_MACHINES,
    /** A report that is older arrives under a newer number. */
    OLD_REPORT_OVER_NEW,
    /** Machines are told of their neighbours' units. */
    FOREIGN_UNITS,
    /** An agent that loses its registry takes it that nothing is to run. */
    SILENCE_STOPS_UNITS,
    /** A replica misses a change now and then. */
    WATCH_SKIPS_A_CHANGE,
    /** Units land on any machine. */
    PLACED_ANYWHERE,
    /** Every other heartbeat counts for nothing, and so do all for a while. */
    DEAF_TO_HEARTBEATS,
    /** A machine forgets to stop what was taken from it. */
    NOTHING_IS_UNLOADED,
    /** A call that was answered is carried out once more later. */
    CALLS_COME_AGAIN,
    /** The registry goes on with calls that nobody waits for any more. */
    CALLS_OUTLIVE_THEIR_CALLERS,
    /** Nobody looks whether a unit has to give way to one that replaces it. */
    REPLACES_UNCHECKED,
    /** Nobody sees that the brake is engaged. */
    BRAKE_UNSEEN,
    /** Plans made while a machine was lost are carried out when it is back. */
    RETURNED_MACHINES_ARE_EMPTIED,
    /** Units with OnPartition=stop run on in a partition. */
    PARTITIONS_STOP_NOTHING,
    /** An agent that is started again takes it that the registry has just heard it. */
    RESTARTS_COUNT_ANEW,
    /** An agent that is heard again goes by what it was told before, until it is told otherwise. */
    HEARD_IS_TOLD,
    /** Nobody can tell a restarted unit from one that was not: a restart under way when its agent died is done again. */
    RUNS_LOOK_ALIKE
}
