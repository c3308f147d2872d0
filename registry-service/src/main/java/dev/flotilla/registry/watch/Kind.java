package dev.flotilla.registry.watch;

/** What can be watched. */
public enum Kind {
    UNIT,
    MACHINE,
    PLACEMENT,
    PENDING,
    STATE,
    LEADER,
    BRAKE
}
