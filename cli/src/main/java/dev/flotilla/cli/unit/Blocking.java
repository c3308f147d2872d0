package dev.flotilla.cli.unit;

import java.util.Optional;
import picocli.CommandLine.Option;

/** fleetctl's options about waiting. */
final class Blocking {
    @Option(
            names = "--no-block",
            arity = "0..1",
            fallbackValue = "true",
            description = "Do not wait. Global units are never waited for.")
    private boolean noBlock;

    @Option(
            names = "--block-attempts",
            paramLabel = "N",
            description = {
                "Look at most N times, every half second, before giving up; 0: wait without end.",
                "Not given: wait, but give up on a unit that has found no machine for 30 s."
            })
    private Optional<Integer> attempts = Optional.empty();

    boolean isOff() {
        return noBlock;
    }

    /** Empty: as long as it makes sense; 0: without end. */
    Optional<Integer> attempts() {
        return attempts.map(n -> Math.max(n, 0));
    }
}
