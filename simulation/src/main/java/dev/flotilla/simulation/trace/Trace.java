package dev.flotilla.simulation.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/** What happened in a run, line by line. */
public final class Trace {
    private final LongSupplier now;
    private final boolean detailed;
    private final List<String> lines = new ArrayList<>();
    private long fingerprint = 1125899906842597L;

    /**
     * @param now nanoseconds since the beginning of the run
     * @param detailed keeps what the cores log, too
     */
    public Trace(LongSupplier now, boolean detailed) {
        this.now = now;
        this.detailed = detailed;
    }

    public boolean isDetailed() {
        return detailed;
    }

    public void add(String who, String what) {
        lines.add(String.format(Locale.ROOT, "%12.6f %-8s %s", now.getAsLong() / 1e9, who, what));
    }

    /** Of everything that happened, also of what is not written down. */
    public void mix(String happened) {
        for (int i = 0; i < happened.length(); i++) {
            fingerprint = 31 * fingerprint + happened.charAt(i);
        }
        fingerprint = 31 * fingerprint + now.getAsLong();
    }

    public long fingerprint() {
        return fingerprint;
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
