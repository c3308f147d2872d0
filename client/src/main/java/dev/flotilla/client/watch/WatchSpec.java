package dev.flotilla.client.watch;

import java.util.List;
import java.util.Set;

/**
 * What a watcher wants to hear of.
 *
 * @param kinds which records; empty: all
 * @param unitSections the only sections of unit files that are sent, for example {@code X-Fleet}; empty: whole files.
 *     A unit's hash is that of the whole file all the same
 */
public record WatchSpec(Set<WatchKind> kinds, List<String> unitSections) {
    public WatchSpec {
        kinds = Set.copyOf(kinds);
        unitSections = List.copyOf(unitSections);
    }

    /** Everything there is. */
    public static WatchSpec everything() {
        return new WatchSpec(Set.of(), List.of());
    }

    public static WatchSpec of(WatchKind... kinds) {
        return new WatchSpec(Set.of(kinds), List.of());
    }

    public WatchSpec withUnitSections(String... sections) {
        return new WatchSpec(kinds, List.of(sections));
    }
}
