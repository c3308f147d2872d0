package dev.flotilla.registry.discovery;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceJson;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.discovery.InstanceStatus;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.store.Entry;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Value;
import java.util.Optional;

/**
 * A record as the store has it.
 *
 * @param instance what it says; empty when it makes no sense
 * @param fault what is wrong with it; empty when nothing is
 */
record StoredRecord(
        String storeKey,
        InstanceKey key,
        Value value,
        long revision,
        Optional<LeaseId> lease,
        Optional<Instance> instance,
        String fault) {

    static StoredRecord published(InstanceKey key, Entry entry) {
        return read(key, entry, false);
    }

    static StoredRecord withdrawn(InstanceKey key, Entry entry) {
        return read(key, entry, true);
    }

    private static StoredRecord read(InstanceKey key, Entry entry, boolean withdrawn) {
        try {
            Instance instance = InstanceJson.read(key, entry.value().utf8());
            if (withdrawn && instance.isPassing()) {
                instance = instance.withStatus(InstanceStatus.FAILING);
            }
            return of(key, entry, Optional.of(instance), "");
        } catch (FlotillaException e) {
            return of(key, entry, Optional.empty(), e.error().message());
        }
    }

    private static StoredRecord of(InstanceKey key, Entry entry, Optional<Instance> instance, String fault) {
        return new StoredRecord(entry.key(), key, entry.value(), entry.modRevision(), entry.lease(), instance, fault);
    }
}
