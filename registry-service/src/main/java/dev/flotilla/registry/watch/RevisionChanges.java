package dev.flotilla.registry.watch;

import java.util.List;

/** All that happened at one revision; may be nothing that the registry shows. */
public record RevisionChanges(long revision, List<ItemChange> changes) {
    public RevisionChanges {
        changes = List.copyOf(changes);
    }
}
