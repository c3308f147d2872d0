package dev.flotilla.agent.session;

import java.io.IOException;
import java.util.Optional;

/** Where the last contact with the registry outlives the agent, within one boot of its machine. */
public interface KeptContact {

    void save(Contact contact) throws IOException;

    /** What was saved last in this boot, older by what has passed since; empty when there is none. */
    Optional<Contact> load();
}
