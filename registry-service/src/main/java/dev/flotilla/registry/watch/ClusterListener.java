package dev.flotilla.registry.watch;

/** Is told on the loop what the watch cache learns. */
public interface ClusterListener {

    /** The cluster was read whole: at the start, or because changes were missed. Anything may be different. */
    default void reset() {}

    /**
     * The store is not the one that was followed before: it was restored from a backup, or wiped. The cluster has been read, and
     * {@link #reset} was told; whatever else is known of the store is to be read anew.
     */
    default void wentBack() {}

    /** The changes of one revision are in the cluster. */
    default void applied(RevisionChanges changes) {}

    /** Another registry replica is there, or one is gone. */
    default void replicasChanged() {}

    /** All that had arrived is in the cluster: the moment to act on it once. */
    default void settled() {}

    /** The store cannot be reached; the cluster is as it was. */
    default void disconnected() {}

    /** The store is back, and all that happened meanwhile is in the cluster or about to come. */
    default void reconnected() {}
}
