package dev.flotilla.agent.reconcile;

/** How sure an agent may be of what it is to run. */
public enum Knowledge {
    /**
     * It only remembers, and what it remembers may be old: units may have moved since, or its disk was full. Nothing is
     * started, and nothing that runs is stopped or given other content.
     */
    REMEMBERED,
    /** As before, but there is no registry to be found: what does not run is started. */
    UNATTENDED,
    /** The registry has said it since the agent's start. */
    TOLD
}
