package dev.flotilla.registry.commit;

import java.util.function.LongConsumer;

/**
 * Knows up to which revision the store was seen, and is shown the revisions of its answers. Reads of the newest state and
 * commits never go back: an answer that is older than what was seen when the call was sent comes from a store that was restored
 * from a backup, or wiped. On the loop.
 */
@FunctionalInterface
public interface SeenRevisions {

    /**
     * A call is about to be sent.
     *
     * @return is to be told the revision that the store answered at
     */
    LongConsumer asking();
}
