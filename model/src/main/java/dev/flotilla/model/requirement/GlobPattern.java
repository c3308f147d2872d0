package dev.flotilla.model.requirement;

import dev.flotilla.model.error.FlotillaError;
import java.util.ArrayList;
import java.util.List;

/** The general matcher: the pattern as steps, each for one character, with stars between; no recursion. */
final class GlobPattern implements GlobMatcher {
    private sealed interface Step {
        /** Any number of characters that are no slash. */
        record Star() implements Step {}

        record Any() implements Step {}

        record Exactly(int character) implements Step {}

        /** Pairs of lowest and highest. Go lets a class match a slash; so do we. */
        record OneOf(boolean negated, int[] ranges) implements Step {
            boolean matches(int c) {
                for (int i = 0; i < ranges.length; i += 2) {
                    if (ranges[i] <= c && c <= ranges[i + 1]) {
                        return !negated;
                    }
                }
                return negated;
            }
        }
    }

    private final Step[] steps;

    GlobPattern(String pattern) {
        this.steps = new Reader(pattern).read();
    }

    /** On a mismatch the last star takes one character more; earlier stars never need to, as it could have taken it. */
    @Override
    public boolean matches(String name) {
        int step = 0;
        int at = 0;
        int star = -1;
        int starAt = 0;
        while (at < name.length() || step < steps.length) {
            if (step < steps.length && steps[step] instanceof Step.Star) {
                star = step++;
                starAt = at;
            } else if (step < steps.length && at < name.length() && matchesOne(steps[step], name.codePointAt(at))) {
                at += Character.charCount(name.codePointAt(at));
                step++;
            } else if (star >= 0 && starAt < name.length() && name.charAt(starAt) != '/') {
                starAt += Character.charCount(name.codePointAt(starAt));
                at = starAt;
                step = star + 1;
            } else {
                return false;
            }
        }
        return true;
    }

    private static boolean matchesOne(Step step, int c) {
        return switch (step) {
            case Step.Star star -> false;
            case Step.Any any -> c != '/';
            case Step.Exactly exactly -> exactly.character() == c;
            case Step.OneOf oneOf -> oneOf.matches(c);
        };
    }

    /** Reads a pattern by Go's grammar. */
    private static final class Reader {
        private final String pattern;
        private final List<Step> steps = new ArrayList<>();
        private int at;

        Reader(String pattern) {
            this.pattern = pattern;
        }

        Step[] read() {
            while (at < pattern.length()) {
                int c = take();
                steps.add(
                        switch (c) {
                            case '*' -> new Step.Star();
                            case '?' -> new Step.Any();
                            case '[' -> oneOf();
                            case '\\' -> new Step.Exactly(takeEscaped());
                            default -> new Step.Exactly(c);
                        });
            }
            return steps.toArray(Step[]::new);
        }

        private Step oneOf() {
            boolean negated = peek('^');
            if (negated) {
                at++;
            }
            List<Integer> ranges = new ArrayList<>();
            while (ranges.isEmpty() || !peek(']')) {
                int low = takeOfClass();
                int high = low;
                if (peek('-')) {
                    at++;
                    high = takeOfClass();
                }
                ranges.add(low);
                ranges.add(high);
            }
            at++;
            return new Step.OneOf(
                    negated, ranges.stream().mapToInt(Integer::intValue).toArray());
        }

        private int takeOfClass() {
            if (at >= pattern.length() || peek('-') || peek(']')) {
                throw malformed();
            }
            int c = take();
            return c == '\\' ? takeEscaped() : c;
        }

        private int takeEscaped() {
            if (at >= pattern.length()) {
                throw malformed();
            }
            return take();
        }

        private int take() {
            int c = pattern.codePointAt(at);
            at += Character.charCount(c);
            return c;
        }

        private boolean peek(char c) {
            return at < pattern.length() && pattern.charAt(at) == c;
        }

        private RuntimeException malformed() {
            return new FlotillaError.Invalid("syntax error in pattern \"" + pattern + "\"").asException();
        }
    }
}
