package dev.flotilla.client.discovery;

import dev.flotilla.client.Endpoint;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaError;
import java.util.List;

/**
 * Hears a watch of services. All calls come from one thread, in order; the next one waits until the last one has
 * returned. What is heard is the way from one state to a later one, not every step between them: an instance that came and
 * went while the listener was busy may never be mentioned.
 *
 * <p>What a listener throws is logged, and the watch starts over with a new snapshot.
 */
public interface InstanceListener {
    /**
     * Everything there is; replaces whatever was heard before. Comes first, and again after the replica changed or the
     * store was restored.
     */
    void onSnapshot(List<Instance> instances, long revision);

    /**
     * What changed: each instance once.
     *
     * @param changed new or different, as they are now
     * @param removed gone; also, in a watch of passing ones, what does not pass any more
     */
    void onChanges(List<Instance> changed, List<InstanceKey> removed, long revision);

    /** A replica answers, for the first time or again. */
    default void onConnected(Endpoint replica) {}

    /** No replica answers for now; what was heard so far may be out of date. Said once, until connected again. */
    default void onDisconnected(FlotillaError reason) {}
}
