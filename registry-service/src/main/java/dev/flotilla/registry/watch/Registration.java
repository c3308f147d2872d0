package dev.flotilla.registry.watch;

/** How this replica stands with the store, as the others see it. */
public interface Registration {

    /** Whether it was lost, and is not there again: the others believe that this replica is dead. */
    boolean isLost();

    /**
     * Whether the others surely saw this replica then, as far as the store has said by now.
     *
     * @param time of the loop's clock, not in the future
     */
    boolean lastedAt(long time);
}
