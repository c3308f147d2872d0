package dev.flotilla.client.watch;

/** A running watch. */
public interface Watch extends AutoCloseable {
    /** The last revision the listener has taken in; 0 before the first snapshot. */
    long revision();

    /** Ends it. When this returns, or soon after when the listener itself calls it, the listener hears nothing more. */
    @Override
    void close();
}
