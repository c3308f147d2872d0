package dev.flotilla.agent.reconcile;

/** What is under way for a unit; there is at most one thing at a time. */
public enum Flight {
    /** Content is being made known; nothing else may begin. */
    LOADING,
    /** A start or restart runs. It may take as long as the unit likes, so a stop or unload overtakes it. */
    STARTING,
    /** A stop runs; what comes next waits for it. */
    STOPPING,
    /** The unit is being stopped and forgotten; what comes next waits for it. */
    UNLOADING
}
