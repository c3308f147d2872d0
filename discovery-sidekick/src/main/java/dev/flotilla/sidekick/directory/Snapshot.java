package dev.flotilla.sidekick.directory;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The directory at one moment. Does not change any more.
 *
 * @param services by name; a service without instances is not in it
 * @param revision the store's revision it shows
 * @param freshness whether the registry is there to say more
 */
public record Snapshot(SortedMap<String, Service> services, long revision, Freshness freshness) {
    public Snapshot {
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
        Objects.requireNonNull(freshness, "freshness");
    }

    public Optional<Service> service(String name) {
        return Optional.ofNullable(services.get(name));
    }

    /** Those of the service that want new work; none when there is no such service. */
    public List<Instance> passing(String service) {
        return service(service).map(Service::passing).orElse(List.of());
    }

    /** Those of all services that want new work, by service and name. */
    public List<Instance> passing() {
        return services.values().stream()
                .flatMap(service -> service.passing().stream())
                .toList();
    }

    /** The same as if these were not there. */
    public Snapshot without(Set<InstanceKey> left) {
        SortedMap<String, Service> rest = new TreeMap<>();
        services.forEach((name, service) -> {
            List<Instance> there = service.instances().stream()
                    .filter(instance -> !left.contains(instance.key()))
                    .toList();
            if (!there.isEmpty()) {
                rest.put(name, new Service(name, there, service.changedAt()));
            }
        });
        return new Snapshot(rest, revision, freshness);
    }
}
