package dev.flotilla.cloudconfig.document;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a key's value has to be. */
public sealed interface Type {
    /** As coreos-cloudinit names it: {@code string}, {@code []string}, {@code struct}. */
    String coreosName();

    /** For a person: {@code a text}, {@code a list}. */
    String words();

    /** Whether a value can be read as this type. Texts may be written as numbers or as true and false. */
    boolean accepts(Tree value);

    /** A single value. */
    enum Single implements Type {
        TEXT("string", "a text", Set.of(ScalarKind.STRING, ScalarKind.INT, ScalarKind.FLOAT, ScalarKind.BOOL)),
        INTEGER("int", "a whole number", Set.of(ScalarKind.INT)),
        REAL("float64", "a number", Set.of(ScalarKind.INT, ScalarKind.FLOAT)),
        FLAG("bool", "true or false, without quotes", Set.of(ScalarKind.BOOL));

        private final String coreosName;
        private final String words;
        private final Set<ScalarKind> kinds;

        Single(String coreosName, String words, Set<ScalarKind> kinds) {
            this.coreosName = coreosName;
            this.words = words;
            this.kinds = kinds;
        }

        @Override
        public String coreosName() {
            return coreosName;
        }

        @Override
        public String words() {
            return words;
        }

        @Override
        public boolean accepts(Tree value) {
            return value instanceof Tree.Scalar scalar && kinds.contains(scalar.kind());
        }
    }

    /** A list of values of one type. */
    record ListOf(Type item) implements Type {
        @Override
        public String coreosName() {
            return "[]" + item.coreosName();
        }

        @Override
        public String words() {
            return "a list";
        }

        @Override
        public boolean accepts(Tree value) {
            return value instanceof Tree.Sequence;
        }
    }

    /**
     * A mapping with known keys.
     *
     * @param keys in the order in which a section's variables are written
     * @param unimplemented names that the documentation had and the program never did anything with
     */
    record Section(List<Key> keys, Set<String> unimplemented) implements Type {
        public Section {
            keys = List.copyOf(keys);
            unimplemented = Set.copyOf(unimplemented);
        }

        /** The key of a name with underscores. */
        public Optional<Key> key(String name) {
            return keys.stream().filter(key -> key.name().equals(name)).findFirst();
        }

        @Override
        public String coreosName() {
            return "struct";
        }

        @Override
        public String words() {
            return "a mapping of keys to values";
        }

        @Override
        public boolean accepts(Tree value) {
            return value instanceof Tree.Mapping;
        }
    }
}
