package dev.flotilla.benchmarks.systemd;

import java.util.List;

/** The one in the middle. */
final class Median {
    private Median() {}

    static double of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
