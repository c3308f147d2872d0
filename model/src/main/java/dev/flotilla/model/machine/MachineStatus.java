package dev.flotilla.model.machine;

/** Whether units can be on a machine. */
public enum MachineStatus {
    /** A live session vouches for it. */
    ONLINE,
    /** Online, but takes no new units and gives its units away. */
    DRAINING,
    /** Not heard for the TTL, or left; its units are placed elsewhere. */
    LOST
}
