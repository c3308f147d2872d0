package dev.flotilla.benchmarks.load;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one run of a scenario measured.
 *
 * @param scenario its name
 * @param figures by name
 */
public record Result(String scenario, StoreKind store, int machines, Map<String, Double> figures) {
    public Result {
        figures = Map.copyOf(figures);
    }

    /** For a terminal: one line a scenario, figures in the order of their names. */
    @Override
    public String toString() {
        return "%-10s %-8s %6d machines: ".formatted(scenario, store, machines)
                + new TreeMap<>(figures)
                        .entrySet().stream()
                                .map(figure ->
                                        String.format(Locale.ROOT, "%s=%.2f", figure.getKey(), figure.getValue()))
                                .collect(Collectors.joining(" "));
    }
}
