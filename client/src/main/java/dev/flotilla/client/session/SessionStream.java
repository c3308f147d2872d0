package dev.flotilla.client.session;

import dev.flotilla.client.Endpoint;

/** One stream to one replica. It does not come back by itself: opening another is the agent's decision. */
public interface SessionStream extends AutoCloseable {
    /** The replica it goes to. */
    Endpoint replica();

    /** Hands a message over for sending; after the end of the stream it is dropped. Never blocks. Thread-safe. */
    void send(AgentMessage message);

    /** Ends the stream at once. */
    @Override
    void close();
}
