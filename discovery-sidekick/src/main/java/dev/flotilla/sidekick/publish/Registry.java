package dev.flotilla.sidekick.publish;

import dev.flotilla.client.discovery.AnnounceLine;
import dev.flotilla.client.discovery.AnnounceListener;

/** The way to the registry: opens a line at the replica that is preferred now. */
@FunctionalInterface
public interface Registry {
    AnnounceLine open(AnnounceListener listener);
}
