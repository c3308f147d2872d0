package dev.flotilla.agent.assignment;

import java.io.IOException;

/** Where the accepted assignments outlive the agent. */
public interface KeptAssignments {

    /** Replaces what was kept; when it returns, the agent's crash does not take it away. */
    void save(Assignments assignments) throws IOException;

    /** What was saved last; {@link Assignments#UNKNOWN} when there is nothing, or nothing that can be read. */
    Assignments load();
}
