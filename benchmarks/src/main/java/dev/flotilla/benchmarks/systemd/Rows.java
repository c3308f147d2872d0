package dev.flotilla.benchmarks.systemd;

/** The figures, a line for each as soon as it is known. */
final class Rows {
    private static final String FORMAT = "%-70s %16s %12s %12s%n";

    private Rows() {}

    static void head() {
        System.out.printf(FORMAT, "", "flotilla", "alone", "limit");
    }

    /** Of what systemd does alone too. */
    static void row(String what, String ours, String alone, String limit) {
        System.out.printf(FORMAT, what, ours, alone, limit);
    }

    static void row(String what, String ours, String limit) {
        row(what, ours, "", limit);
    }

    static void row(String what, String ours) {
        row(what, ours, "", "");
    }
}
