package dev.flotilla.client.agent;

import dev.flotilla.model.error.FlotillaError;

/** Hears what a machine runs; calls come one after the other, in order, and must return soon. */
public interface CompanionListener {
    void onNews(MachineNews news);

    /** The stream is over; nothing follows. Called once. */
    void onClosed(FlotillaError reason);
}
