package dev.flotilla.benchmarks.load.report;

import java.util.Locale;

/**
 * A figure in a table.
 *
 * @param figure its name in the results
 * @param heading with its unit
 * @param decimals to show
 */
record Column(String figure, String heading, int decimals) {
    static Column of(String figure, String heading) {
        return new Column(figure, heading, 0);
    }

    String format(double value) {
        double shown = Math.abs(value) < 0.5 * Math.pow(10, -decimals) ? 0 : value; // no minus zero
        return String.format(Locale.ROOT, "%,." + decimals + "f", shown);
    }
}
