package dev.flotilla.agent.systemd;

/** What a job does. */
public enum JobVerb {
    START("StartUnit"),
    STOP("StopUnit"),
    RESTART("RestartUnit");

    private final String method;

    JobVerb(String method) {
        this.method = method;
    }

    /** The method of org.freedesktop.systemd1.Manager that enqueues it. */
    public String method() {
        return method;
    }
}
