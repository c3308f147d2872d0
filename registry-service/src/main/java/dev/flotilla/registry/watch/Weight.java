package dev.flotilla.registry.watch;

import dev.flotilla.model.unit.UnitOption;
import java.util.Optional;

/** What a record costs in memory, in units of about a kilobyte; a large unit file weighs more than a state. */
final class Weight {
    private static final int CHARACTERS = 1024;

    private Weight() {}

    static long of(ItemChange change) {
        return of(change.after());
    }

    static long of(Item item) {
        return of(Optional.of(item));
    }

    private static long of(Optional<Item> item) {
        if (item.orElse(null) instanceof Item.OfUnit(var unit)) {
            long characters = unit.file().options().stream()
                    .map(UnitOption::value)
                    .mapToLong(String::length)
                    .sum();
            return 1 + characters / CHARACTERS;
        }
        return 1;
    }
}
