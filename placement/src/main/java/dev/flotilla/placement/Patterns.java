package dev.flotilla.placement;

import dev.flotilla.model.requirement.Glob;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All patterns of the cluster, found by the text before their first wildcard: a new name is compared only with the
 * patterns that begin like it.
 */
final class Patterns {
    private final Map<Glob, Pattern> byGlob = new HashMap<>();
    private final Map<String, List<Pattern>> byStart = new HashMap<>();

    /** The text every matching name begins with. */
    static String start(Glob glob) {
        String pattern = glob.pattern();
        int end = 0;
        while (end < pattern.length() && "*?[\\".indexOf(pattern.charAt(end)) < 0) {
            end++;
        }
        return pattern.substring(0, end);
    }

    /** A pattern that is new to the cluster is still to be given its matching units. */
    Pattern use(Glob glob) {
        Pattern pattern = byGlob.computeIfAbsent(glob, g -> {
            Pattern fresh = new Pattern(g);
            byStart.computeIfAbsent(start(g), start -> new ArrayList<>()).add(fresh);
            return fresh;
        });
        pattern.uses++;
        return pattern;
    }

    /** True: nobody uses it any more, and it is forgotten. */
    boolean release(Pattern pattern) {
        if (--pattern.uses > 0) {
            return false;
        }
        byGlob.remove(pattern.glob);
        byStart.computeIfPresent(start(pattern.glob), (start, patterns) -> {
            patterns.remove(pattern);
            return patterns.isEmpty() ? null : patterns;
        });
        return true;
    }

    List<Pattern> matching(String name) {
        List<Pattern> matching = new ArrayList<>(2);
        for (int end = 0; end <= name.length(); end++) {
            for (Pattern pattern : byStart.getOrDefault(name.substring(0, end), List.of())) {
                if (pattern.glob.matches(name)) {
                    matching.add(pattern);
                }
            }
        }
        return matching;
    }

    Collection<Pattern> all() {
        return byGlob.values();
    }
}
