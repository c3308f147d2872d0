package dev.flotilla.simulation.check;

import java.util.Optional;
import java.util.function.LongSupplier;

/** The first promise that was broken in a run, if any. */
public final class Verdict {
    private final LongSupplier now;
    private Optional<Broken> broken = Optional.empty();

    /**
     * @param at nanoseconds since the beginning of the run
     */
    public record Broken(Promise promise, String words, long at) {
        @Override
        public String toString() {
            return "promise " + promise.number() + ", " + promise + " (" + promise.words() + "): " + words;
        }
    }

    public Verdict(LongSupplier now) {
        this.now = now;
    }

    long now() {
        return now.getAsLong();
    }

    public void broken(Promise promise, String words) {
        if (broken.isEmpty()) {
            broken = Optional.of(new Broken(promise, words, now.getAsLong()));
        }
    }

    public void expect(boolean held, Promise promise, String words) {
        if (!held) {
            broken(promise, words);
        }
    }

    public Optional<Broken> broken() {
        return broken;
    }
}
