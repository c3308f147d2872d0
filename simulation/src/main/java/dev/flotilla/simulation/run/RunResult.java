package dev.flotilla.simulation.run;

import dev.flotilla.simulation.check.Verdict.Broken;
import dev.flotilla.simulation.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What became of a run.
 *
 * @param broken the first promise that did not hold
 * @param converged how long after the last fault all was as it should be
 * @param steps events that happened
 * @param fingerprint of everything that happened
 * @param trace line by line
 */
public record RunResult(
        Scenario scenario,
        Optional<Broken> broken,
        Optional<Duration> converged,
        long steps,
        long fingerprint,
        List<String> trace) {}
