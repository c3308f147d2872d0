package dev.flotilla.agent.runtime.process.job;

import java.util.Locale;

/** What a job does. */
public enum JobKind {
    START,
    STOP,
    /** Stops, and becomes a START when that is done. */
    RESTART;

    /** It takes something down first, so it goes before what comes up. */
    boolean stops() {
        return this != START;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
