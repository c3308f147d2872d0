package dev.flotilla.sidekick.check;

import dev.flotilla.model.discovery.CheckKind;
import java.time.Duration;
import java.util.Optional;

/** Carries out one check; blocks. */
@FunctionalInterface
public interface Probe {

    /**
     * What is wrong; empty when nothing is. Ends within the timeout, or soon after.
     *
     * @param target where the instance is
     */
    Optional<String> failure(CheckKind kind, Target target, Duration timeout);

    /**
     * What is checked.
     *
     * @param container the container's name; empty for what is none
     */
    record Target(String host, int port, Optional<String> container) {}
}
