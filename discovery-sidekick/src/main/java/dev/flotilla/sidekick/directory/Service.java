package dev.flotilla.sidekick.directory;

import dev.flotilla.model.discovery.Instance;
import java.util.Comparator;
import java.util.List;

/**
 * All instances of one service, ordered by name.
 *
 * @param changedAt the store's revision at which something in it changed last
 */
public record Service(String name, List<Instance> instances, long changedAt) {
    public Service {
        instances =
                instances.stream().sorted(Comparator.comparing(Instance::name)).toList();
        for (Instance instance : instances) {
            if (!instance.service().equals(name)) {
                throw new IllegalArgumentException(instance.key() + " is not of " + name);
            }
        }
    }

    /** Those that want new work. */
    public List<Instance> passing() {
        return instances.stream().filter(Instance::isPassing).toList();
    }
}
