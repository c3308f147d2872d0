package dev.flotilla.model.placement;

import java.util.List;
import java.util.Objects;

/**
 * Why a unit is where it is, or why it is nowhere.
 *
 * @param summary one line, for example {@code 0 of 3 machines: 2 conflict with apache@1.service, 1 lacks disk=ssd}
 * @param machines how many were looked at
 * @param fitting how many of them satisfied every constraint
 * @param rejections most frequent first
 * @param candidates the best fitting machines, the chosen one first; at most {@value #MAX_CANDIDATES}
 */
public record Explanation(
        String summary, int machines, int fitting, List<Rejection> rejections, List<Candidate> candidates) {
    public static final int MAX_CANDIDATES = 5;

    public Explanation {
        Objects.requireNonNull(summary, "summary");
        rejections = List.copyOf(rejections);
        candidates = List.copyOf(candidates);
        if (machines < 0 || fitting < 0 || candidates.size() > MAX_CANDIDATES) {
            throw new IllegalArgumentException("numbers of machines, and at most " + MAX_CANDIDATES + " candidates");
        }
    }

    /** Words alone, for a decision that looked at no machines. */
    public static Explanation of(String summary) {
        return new Explanation(summary, 0, 0, List.of(), List.of());
    }
}
