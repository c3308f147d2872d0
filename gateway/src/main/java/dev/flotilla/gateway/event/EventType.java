package dev.flotilla.gateway.event;

import java.util.Locale;

/** What happened. The words are part of the API. */
public enum EventType {
    UNIT_SUBMITTED,
    UNIT_CHANGED,
    UNIT_REPLACED,
    UNIT_DESTROYED,
    UNIT_PLACED,
    UNIT_MOVED,
    UNIT_UNPLACED,
    UNIT_WAITING,
    UNIT_STATE,
    UNIT_STATE_GONE,
    MACHINE_JOINED,
    MACHINE_LOST,
    MACHINE_RETURNED,
    MACHINE_DRAINING,
    MACHINE_CHANGED,
    MACHINE_DUPLICATE,
    MACHINE_REMOVED,
    BRAKE_ENGAGED,
    BRAKE_RELEASED,
    LEADER_CHANGED,
    LEADER_LOST;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** For example {@code unit-moved}. */
    public String word() {
        return word;
    }
}
