package dev.flotilla.scheduler;

import dev.flotilla.client.Leader;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a scheduler stands.
 *
 * @param term in which it leads; empty on a standby
 * @param leader who leads, as last heard
 * @param connected the watch is being served
 * @param synced it has a snapshot of the cluster
 * @param revision the store's revision it has seen
 * @param waiting units that are to be on a machine and are on none
 */
public record SchedulerView(
        OptionalLong term, Optional<Leader> leader, boolean connected, boolean synced, long revision, int waiting) {
    /** Before anything was heard. */
    static final SchedulerView NOTHING = new SchedulerView(OptionalLong.empty(), Optional.empty(), false, false, 0, 0);

    public boolean leads() {
        return term.isPresent();
    }

    /** Fit to lead, whether it does or not. */
    public boolean ready() {
        return connected && synced;
    }
}
