package dev.flotilla.benchmarks.load;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Named figures of one run of a scenario. Not thread-safe. */
public final class Figures {
    private final Map<String, Double> values = new TreeMap<>();

    public Figures put(String name, double value) {
        values.put(name, value);
        return this;
    }

    public Figures putAll(Figures others) {
        values.putAll(others.values);
        return this;
    }

    /** {@code <name>-p50} and {@code <name>-p99} in milliseconds of a histogram in microseconds; nothing when it is empty. */
    public Figures quantiles(String name, Histogram micros) {
        if (micros.getTotalCount() > 0) {
            put(name + "-p50", micros.getValueAtPercentile(50) / 1e3);
            put(name + "-p99", micros.getValueAtPercentile(99) / 1e3);
        }
        return this;
    }

    public Map<String, Double> values() {
        return Collections.unmodifiableMap(values);
    }
}
