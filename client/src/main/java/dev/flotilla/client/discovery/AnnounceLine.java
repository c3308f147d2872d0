package dev.flotilla.client.discovery;

import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.machine.MachineId;
import java.time.Duration;
import java.util.Collection;

/** What a sidekick says to the registry; nothing blocks, and what is said after the end is dropped. */
public interface AnnounceLine extends AutoCloseable {

    /** First, once. */
    void hello(MachineId machine, String version, Duration ttl);

    /**
     * What changed since the last one.
     *
     * @param sequence counts up
     * @param complete this is everything the machine offers
     */
    void offers(long sequence, boolean complete, Collection<Offer> put, Collection<InstanceKey> removed);

    /** Renews the leases. */
    void heartbeat(long sequence);

    /** Ends the stream at once. */
    @Override
    void close();
}
