package dev.flotilla.registry.discovery;

/** The way to one sidekick; called on the loop. */
public interface SidekickChannel {
    void send(ToSidekick message);

    /** No more will be said. */
    void end();
}
