package dev.flotilla.registry.session;

/** The registry's side of an agent's stream. Called on the loop; never waits. */
public interface AgentChannel {

    /** Whether a message would go out now instead of piling up. */
    boolean isReady();

    void send(ToAgent message);

    /** Ends the stream after what was sent. */
    void end();
}
