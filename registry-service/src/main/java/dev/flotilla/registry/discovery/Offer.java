package dev.flotilla.registry.discovery;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceJson;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.store.Lease;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What a sidekick wants to have published.
 *
 * @param ttl how long the record outlives its sidekick, in whole seconds
 */
public record Offer(Instance instance, Duration ttl) {
    public Offer {
        Objects.requireNonNull(instance, "instance");
        ttl = Lease.wholeSeconds(ttl);
    }

    InstanceKey key() {
        return instance.key();
    }

    Value value() {
        return Value.utf8(InstanceJson.write(instance));
    }

    /**
     * Why the store does not take the record; empty when it does. Both of its places are tried in the one step that changes them,
     * for it is to fit also when it begins to fail.
     */
    Optional<String> tooLarge(KeyScheme keys) {
        try {
            Transaction.of(
                    new Write.Put(keys.withdrawn(key().service(), key().name()), value()),
                    new Write.Delete(keys.service(key().service(), key().name())));
            return Optional.empty();
        } catch (FlotillaException e) {
            return Optional.of("the record cannot be stored: " + e.error().message());
        }
    }
}
