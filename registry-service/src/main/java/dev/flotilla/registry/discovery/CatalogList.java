package dev.flotilla.registry.discovery;

import dev.flotilla.model.discovery.Instance;
import java.util.List;

/**
 * Instances, sorted by service, then name.
 *
 * @param malformed records of other programs that nobody can use
 */
public record CatalogList(List<Instance> instances, long revision, List<MalformedRecord> malformed) {
    public CatalogList {
        instances = List.copyOf(instances);
        malformed = List.copyOf(malformed);
    }
}
