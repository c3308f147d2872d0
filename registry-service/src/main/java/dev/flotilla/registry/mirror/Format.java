package dev.flotilla.registry.mirror;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;

/** How another program wants services written. */
public interface Format {
    /** All keys of the format begin so. */
    String prefix();

    /**
     * Whether a key below the prefix is of our making, and so goes when nobody wants it.
     *
     * @param services all that had an instance since the start
     */
    boolean owns(String key, Set<String> services);

    /**
     * What is to be there.
     *
     * @param instances those that pass
     * @param present what is below the prefix now, by key; some formats keep the place of what is there
     */
    List<Copy> copies(SortedMap<InstanceKey, Instance> instances, Map<String, String> present);

    /**
     * One key.
     *
     * @param of the instance whose record it copies, and whose lease it shares
     */
    record Copy(String key, String value, InstanceKey of) {
        public Copy {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(of, "of");
        }
    }
}
