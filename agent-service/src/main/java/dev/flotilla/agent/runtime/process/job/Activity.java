package dev.flotilla.agent.runtime.process.job;

/** systemd's ACTIVE, as far as jobs tell it apart. */
public enum Activity {
    INACTIVE,
    ACTIVATING,
    ACTIVE,
    DEACTIVATING,
    FAILED;

    public boolean isDown() {
        return this == INACTIVE || this == FAILED;
    }

    /** It is up or on its way there. */
    public boolean isUp() {
        return this == ACTIVE || this == ACTIVATING;
    }
}
