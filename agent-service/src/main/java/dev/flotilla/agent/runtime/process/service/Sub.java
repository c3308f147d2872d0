package dev.flotilla.agent.runtime.process.service;

import java.util.Locale;

/** The states of a service, with systemd's names for them (SUB) and the general state each is shown as (ACTIVE). */
public enum Sub {
    DEAD("inactive"),
    CONDITION("activating"),
    START_PRE("activating"),
    START("activating"),
    START_POST("activating"),
    RUNNING("active"),
    EXITED("active"),
    RELOAD("reloading"),
    STOP("deactivating"),
    STOP_SIGTERM("deactivating"),
    STOP_SIGKILL("deactivating"),
    STOP_POST("deactivating"),
    FINAL_SIGTERM("deactivating"),
    FINAL_SIGKILL("deactivating"),
    FAILED("failed"),
    AUTO_RESTART("activating");

    private final String active;
    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    Sub(String active) {
        this.active = active;
    }

    /** For example {@code start-pre}. */
    public String word() {
        return word;
    }

    /** For example {@code activating}. */
    public String active() {
        return active;
    }

    public boolean isUp() {
        return this == RUNNING || this == EXITED || this == RELOAD;
    }

    public boolean isDown() {
        return this == DEAD || this == FAILED;
    }

    public boolean isStopping() {
        return active.equals("deactivating");
    }

    public boolean isStarting() {
        return this == CONDITION || this == START_PRE || this == START || this == START_POST;
    }
}
