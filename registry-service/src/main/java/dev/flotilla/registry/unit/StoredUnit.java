package dev.flotilla.registry.unit;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.record.Records;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Page;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is stored under a unit's name.
 *
 * @param unit empty when there is nothing, and when what there is cannot be read
 * @param revision of the key; 0 when there is nothing
 * @param readAt the store's revision when it was looked at
 */
record StoredUnit(UnitName name, Optional<Unit> unit, long revision, long readAt) {
    private static final Logger LOG = LoggerFactory.getLogger(StoredUnit.class);

    static StoredUnit cached(UnitName name, Optional<Unit> unit, long readAt) {
        return new StoredUnit(name, unit, unit.map(Unit::revision).orElse(0L), readAt);
    }

    static StoredUnit read(UnitName name, Page page) {
        return new StoredUnit(
                name,
                page.first().flatMap(StoredUnit::decode),
                page.first().map(Entry::modRevision).orElse(0L),
                page.revision());
    }

    boolean isAbsent() {
        return revision == 0;
    }

    /** Holds as long as it is still this. */
    Compare unchanged(String key) {
        return Compare.unchanged(key, revision);
    }

    private static Optional<Unit> decode(Entry entry) {
        try {
            return Optional.of(Records.unit(entry));
        } catch (FlotillaException | IllegalArgumentException e) {
            LOG.error("the record {} cannot be read: {}", entry.key(), e.getMessage());
            return Optional.empty();
        }
    }
}
