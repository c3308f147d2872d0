package dev.flotilla.model.unit;

import java.util.Locale;
import java.util.Optional;

/** What the cluster is asked to do with a unit, and in the same words what became of it. Ordered: each adds a step. */
public enum DesiredState {
    /** Known to the cluster, on no machine. */
    INACTIVE,
    /** On a machine and loaded into its runtime, not started. */
    LOADED,
    /** On a machine and started. */
    LAUNCHED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** fleet's word, for example {@code launched}. */
    public String word() {
        return word;
    }

    /** The state of fleet's word; empty when it is none. */
    public static Optional<DesiredState> ofWord(String word) {
        for (DesiredState state : values()) {
            if (state.word.equals(word)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
