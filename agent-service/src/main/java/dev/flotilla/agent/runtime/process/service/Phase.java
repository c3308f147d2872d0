package dev.flotilla.agent.runtime.process.service;

/** When a command of a service is run; each has its option. */
public enum Phase {
    CONDITION("ExecCondition"),
    START_PRE("ExecStartPre"),
    START("ExecStart"),
    START_POST("ExecStartPost"),
    STOP("ExecStop"),
    STOP_POST("ExecStopPost");

    private final String option;

    Phase(String option) {
        this.option = option;
    }

    /** Without the equals sign. */
    public String option() {
        return option;
    }
}
