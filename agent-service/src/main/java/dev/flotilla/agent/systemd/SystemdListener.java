package dev.flotilla.agent.systemd;

/** Hears of what systemd does. Changes and ends of jobs come in the order they happened; all must return at once. */
public interface SystemdListener {
    /** Whether changes of a unit are of interest; asked from the same thread. */
    boolean watches(String unit);

    /** A watched unit may be in another state now. */
    void changed(UnitChange change);

    /**
     * A job is over.
     *
     * @param result systemd's word, for example {@code done}
     */
    void jobOver(long job, String result);

    /** systemd has read its unit files anew. */
    void reloaded();

    /** There is a connection again; signals may have been missed. Not called for the first one. */
    void reconnected();

    /** There is no connection any more. */
    void lost(String reason);
}
