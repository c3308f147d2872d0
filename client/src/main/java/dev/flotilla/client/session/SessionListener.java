package dev.flotilla.client.session;

import dev.flotilla.model.error.FlotillaError;

/** Hears a session's stream; calls come one after the other, in order, and must return soon. */
public interface SessionListener {
    void onMessage(RegistryMessage message);

    /** The stream is over, for whatever reason, also when the agent closed it; nothing follows. Called once. */
    void onClosed(FlotillaError reason);

    /** As {@link #onClosed}, and in its place, when the replica has ended the stream in good order. */
    default void onEnded(FlotillaError reason) {
        onClosed(reason);
    }
}
