package dev.flotilla.client.watch;

import java.util.List;
import java.util.Set;

/**
 * What a watcher wants to hear of.
 *
 * @param kinds which records; empty: all
 * @param unitSections the only sections of unit files that are sent, for example {@code X-Fleet}; empty: whole files.
 *     A unit's hash is that of the whole file all the same
 * @param summariesOnly of explanations the summary alone is sent
 */
public record WatchSpec(Set<WatchKind> kinds, List<String> unitSections, boolean summariesOnly) {
    public WatchSpec {
        kinds = Set.copyOf(kinds);
        unitSections = List.copyOf(unitSections);
    }

    /** Everything there is. */
    public static WatchSpec everything() {
        return new WatchSpec(Set.of(), List.of(), false);
    }

    public static WatchSpec of(WatchKind... kinds) {
        return new WatchSpec(Set.of(kinds), List.of(), false);
    }

    public WatchSpec withUnitSections(String... sections) {
        return new WatchSpec(kinds, List.of(sections), summariesOnly);
    }

    /** Without the machines that were looked at for a placement, and what spoke for and against each. */
    public WatchSpec withSummariesOnly() {
        return new WatchSpec(kinds, unitSections, true);
    }
}
