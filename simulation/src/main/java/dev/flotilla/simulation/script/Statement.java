package dev.flotilla.simulation.script;

import dev.flotilla.simulation.scenario.Step;
import java.time.Duration;

/** A line of a script. */
public sealed interface Statement {
    /** Where it stands, from 1. */
    int line();

    /** Lets time pass until so long after the beginning. */
    record At(int line, Duration time) implements Statement {}

    record Wait(int line, Duration length) implements Statement {}

    /** A user does something, or something fails. */
    record Send(int line, Step step) implements Statement {}

    /** It must become so in time. */
    record Expect(int line, Condition condition, Duration within) implements Statement {}

    /** It must be so, and stay so. */
    record Hold(int line, Condition condition, Duration length) implements Statement {}
}
