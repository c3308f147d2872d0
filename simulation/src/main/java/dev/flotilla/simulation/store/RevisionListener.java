package dev.flotilla.simulation.store;

import dev.flotilla.store.Change;
import java.util.List;

/** Sees what the store holds, revision by revision, at the moment it becomes true. */
public interface RevisionListener {
    /** Nobody looks. */
    RevisionListener NONE = (revision, changes) -> {};

    void committed(long revision, List<Change> changes);

    /** What came after this revision is gone. */
    default void lostAfter(long revision) {}
}
