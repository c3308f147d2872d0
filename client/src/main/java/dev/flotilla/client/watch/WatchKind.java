package dev.flotilla.client.watch;

/** What there is to watch. */
public enum WatchKind {
    UNIT,
    MACHINE,
    PLACEMENT,
    PENDING,
    STATE,
    LEADER,
    BRAKE
}
