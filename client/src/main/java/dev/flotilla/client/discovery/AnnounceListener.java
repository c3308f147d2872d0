package dev.flotilla.client.discovery;

import dev.flotilla.model.error.FlotillaError;

/** Hears a sidekick's stream; calls come one after the other, in order, and must return soon. */
public interface AnnounceListener {
    void onReply(AnnounceReply reply);

    /** The stream is over, for whatever reason, also when the sidekick closed it; nothing follows. Called once. */
    void onClosed(FlotillaError reason);
}
