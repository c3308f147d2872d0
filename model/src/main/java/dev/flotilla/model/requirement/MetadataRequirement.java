package dev.flotilla.model.requirement;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a machine's metadata must say ({@code MachineMetadata=}): every term, each with one of its values.
 *
 * @param terms one for each key, in the order of keys
 */
public record MetadataRequirement(List<Term> terms) {
    public static final MetadataRequirement NONE = new MetadataRequirement(List.of());

    /**
     * One key and the values that satisfy it.
     *
     * @param values in order, at least one
     */
    public record Term(String key, List<String> values) {
        private static final int LONGEST = 200;

        public Term {
            Objects.requireNonNull(key, "key");
            values = List.copyOf(new TreeSet<>(values));
            if (values.isEmpty()) {
                throw new IllegalArgumentException("a term needs a value");
            }
        }

        public boolean matches(Map<String, String> metadata) {
            String value = metadata.get(key);
            return value != null && values.contains(value);
        }

        /**
         * For a reason: {@code disk=ssd}, or {@code region=us-east-1|us-west-1}; the beginning of what is longer than
         * {@value #LONGEST} characters, for it stands in a record of each unit that waits for it.
         */
        @Override
        public String toString() {
            String words = key + "=" + String.join("|", values);
            if (words.length() <= LONGEST) {
                return words;
            }
            boolean within = Character.isHighSurrogate(words.charAt(LONGEST - 1));
            return words.substring(0, within ? LONGEST - 1 : LONGEST) + "...";
        }
    }

    public MetadataRequirement {
        terms = List.copyOf(terms);
    }

    /** Of pairs: the values of a key are alternatives. */
    static MetadataRequirement of(Collection<Map.Entry<String, String>> pairs) {
        Map<String, Collection<String>> values = new TreeMap<>();
        pairs.forEach(pair ->
                values.computeIfAbsent(pair.getKey(), key -> new TreeSet<>()).add(pair.getValue()));
        return new MetadataRequirement(new LinkedHashMap<>(values)
                .entrySet().stream()
                        .map(entry -> new Term(entry.getKey(), List.copyOf(entry.getValue())))
                        .toList());
    }

    public boolean isEmpty() {
        return terms.isEmpty();
    }

    public boolean matches(Map<String, String> metadata) {
        for (Term term : terms) {
            if (!term.matches(metadata)) {
                return false;
            }
        }
        return true;
    }

    /** The first term that this metadata does not satisfy; empty when it matches. */
    public Optional<Term> missing(Map<String, String> metadata) {
        return terms.stream().filter(term -> !term.matches(metadata)).findFirst();
    }
}
