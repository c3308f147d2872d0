package dev.flotilla.benchmarks.load.hollow;

/** Hears what becomes of units on hollow machines. Called on network threads; must return at once. */
public interface UnitEvents {
    /** For those who do not care. */
    UnitEvents NONE = new UnitEvents() {};

    /** A machine was told to run it. */
    default void assigned(String unit) {}

    /** The registry has stored that it runs. */
    default void running(String unit) {}
}
