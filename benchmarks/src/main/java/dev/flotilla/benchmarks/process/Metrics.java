package dev.flotilla.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** One scrape of a service's Prometheus page. */
public final class Metrics {
    private final List<String> lines;

    Metrics(String page) {
        lines = page.lines().filter(line -> !line.startsWith("#")).toList();
    }

    public static Metrics of(ServiceProcess service) {
        return new Metrics(page(service.http("/q/metrics")));
    }

    private static String page(URI uri) {
        try (var in = uri.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("no metrics at " + uri, e);
        }
    }

    /** The sum of all series of a name; 0 when there is none. */
    public double sum(String name) {
        return fold(name, "", Double::sum);
    }

    /** The sum of those series of a name whose labels contain these words, for example {@code kind="place"}. */
    public double sum(String name, String label) {
        return fold(name, label, Double::sum);
    }

    /** The largest of all series of a name. */
    public double max(String name) {
        return fold(name, "", Math::max);
    }

    private double fold(String name, String label, DoubleBinaryOperator operator) {
        return lines.stream()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .reduce(0, operator);
    }
}
