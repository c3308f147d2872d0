package dev.flotilla.agent;

import dev.flotilla.client.session.SessionListener;
import dev.flotilla.client.session.SessionStream;

/** How the agent reaches the registry; each call opens a stream, to another replica when the last one failed. */
@FunctionalInterface
public interface RegistryLine {
    SessionStream open(SessionListener listener);
}
