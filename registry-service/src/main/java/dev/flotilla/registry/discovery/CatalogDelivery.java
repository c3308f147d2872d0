package dev.flotilla.registry.discovery;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import java.util.List;

/**
 * The way from one state to a later one.
 *
 * @param complete there was nothing before: what is not in it does not exist
 * @param changed as they are now, each once
 * @param removed gone, or not to be shown any more
 * @param position to go on from, at this replica
 */
public record CatalogDelivery(
        boolean complete, List<Instance> changed, List<InstanceKey> removed, long revision, String position) {
    public CatalogDelivery {
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
    }
}
