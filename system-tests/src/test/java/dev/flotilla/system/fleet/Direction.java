package dev.flotilla.system.fleet;

/** Which packets a partition swallows, seen from the machine that is cut off. */
public enum Direction {
    /** It hears nothing, but is heard. */
    INBOUND,
    /** It hears, but is not heard. */
    OUTBOUND,
    /** Nothing passes. */
    BOTH
}
