package dev.flotilla.agent.runtime;

import java.util.Objects;

/**
 * Something a unit asks for that a runtime does not do.
 *
 * @param option as in the unit file, for example {@code MemoryMax=}
 * @param words a sentence for a person
 * @param refused true: the unit does not load because of it; false: it runs without it
 */
public record Unsupported(String option, String words, boolean refused) {
    public Unsupported {
        Objects.requireNonNull(option, "option");
        Objects.requireNonNull(words, "words");
    }

    @Override
    public String toString() {
        return words;
    }
}
