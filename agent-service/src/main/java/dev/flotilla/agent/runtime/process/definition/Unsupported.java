package dev.flotilla.agent.runtime.process.definition;

import java.util.Objects;

/**
 * Something a unit asks for that the process runtime does not do.
 *
 * @param words a sentence for a person
 * @param refused true: the unit does not load because of it; false: it runs without it
 */
public record Unsupported(String words, boolean refused) {
    public Unsupported {
        Objects.requireNonNull(words, "words");
    }
}
