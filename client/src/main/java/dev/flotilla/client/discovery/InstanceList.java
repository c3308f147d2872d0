package dev.flotilla.client.discovery;

import dev.flotilla.model.discovery.Instance;
import java.util.List;
import java.util.Objects;

/**
 * Instances, sorted by service, then name.
 *
 * @param revision of the list
 * @param malformed records under {@code /services/} that nobody can use
 */
public record InstanceList(List<Instance> instances, long revision, List<Malformed> malformed) {
    public InstanceList {
        instances = List.copyOf(instances);
        malformed = List.copyOf(malformed);
    }

    /**
     * A record that another program wrote and that makes no sense.
     *
     * @param key in the store
     * @param reason what is wrong with it, for a person
     */
    public record Malformed(String key, String reason) {
        public Malformed {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
