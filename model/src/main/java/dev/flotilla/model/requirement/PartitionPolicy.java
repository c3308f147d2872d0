package dev.flotilla.model.requirement;

/** What an agent does with a unit while it cannot reach the control plane ({@code [X-Flotilla] OnPartition=}). */
public enum PartitionPolicy {
    /** It runs on. The default. */
    KEEP,
    /** It is stopped before the machine's TTL could have it moved: at most one copy runs. */
    STOP
}
