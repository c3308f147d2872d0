package dev.flotilla.agent.runtime.process.service;

import dev.flotilla.agent.runtime.process.host.ExitStatus;
import java.util.Set;

/** Exit codes and signals, as {@code SuccessExitStatus=} and the like name them. */
public record ExitStatusSet(Set<Integer> codes, Set<Integer> signals) {
    public static final ExitStatusSet EMPTY = new ExitStatusSet(Set.of(), Set.of());

    public ExitStatusSet {
        codes = Set.copyOf(codes);
        signals = Set.copyOf(signals);
    }

    boolean contains(ExitStatus status) {
        return switch (status) {
            case ExitStatus.Exited exited -> codes.contains(exited.code());
            case ExitStatus.Killed killed -> signals.contains(killed.signal());
            case ExitStatus.Unknown unknown -> false;
        };
    }
}
