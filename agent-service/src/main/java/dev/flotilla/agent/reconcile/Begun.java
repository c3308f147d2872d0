package dev.flotilla.agent.reconcile;

/** What an agent had begun to do to a running unit, and nobody knows what became of it. */
public sealed interface Begun {

    /** @param outgoing what ran when the restart was begun */
    record Restart(Footprint outgoing) implements Begun {}

    /** It may still run, be on its way down, or have stopped; in none of these has it stopped by itself. */
    record Stop() implements Begun {}
}
