package dev.flotilla.model.requirement;

/** How a pattern is matched: nearly all that users write are plain names or have one star, and those need no scanning. */
@FunctionalInterface
interface GlobMatcher {
    boolean matches(String name);

    static GlobMatcher of(String pattern) {
        if (Glob.isLiteral(pattern)) {
            return pattern::equals;
        }
        int star = pattern.indexOf('*');
        if (star >= 0 && Glob.isLiteral(pattern.substring(0, star)) && Glob.isLiteral(pattern.substring(star + 1))) {
            return new OneStar(pattern.substring(0, star), pattern.substring(star + 1));
        }
        return new GlobPattern(pattern);
    }

    /** {@code prefix*suffix}. */
    record OneStar(String prefix, String suffix) implements GlobMatcher {
        @Override
        public boolean matches(String name) {
            int end = name.length() - suffix.length();
            if (end < prefix.length() || !name.startsWith(prefix) || !name.endsWith(suffix)) {
                return false;
            }
            int slash = name.indexOf('/', prefix.length());
            return slash < 0 || slash >= end;
        }
    }
}
