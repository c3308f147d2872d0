package dev.flotilla.registry.discovery;

import dev.flotilla.model.discovery.InstanceKey;
import java.util.Set;

/** Is told on the loop what the store says of services. */
interface CatalogListener {

    /** The catalog was read anew: anything may be different. */
    void reset();

    /** These records were written or deleted, by whomever. */
    void changed(Set<InstanceKey> keys);
}
