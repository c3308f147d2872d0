package dev.flotilla.cloudconfig.document;

import java.util.List;
import java.util.Optional;

/** A YAML value and where it stands. */
public sealed interface Tree {
    Mark mark();

    /** How many values there are, itself and those inside; a value used twice through an alias counts twice. */
    long size();

    /**
     * A single value.
     *
     * @param text as written, with quotes and escapes resolved
     * @param kind what YAML takes it for
     * @param plain whether it has no quotes and is no block
     * @param contentLine for a literal block the line of the text's first line, else the line of the mark
     * @param literal whether the lines of the text are lines of the document
     */
    record Scalar(Mark mark, String text, ScalarKind kind, boolean plain, int contentLine, boolean literal)
            implements Tree {
        @Override
        public long size() {
            return 1;
        }
    }

    /** A list. */
    record Sequence(Mark mark, List<Tree> items, long size) implements Tree {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** A mapping, its entries in order; a key may occur twice here. */
    record Mapping(Mark mark, List<Entry> entries, long size) implements Tree {
        public Mapping {
            entries = List.copyOf(entries);
        }

        /** The entry of a key, whose dashes count as underscores; the last one when there are several. */
        public Optional<Entry> entry(String name) {
            Entry found = null;
            for (Entry entry : entries) {
                if (entry.name().equals(name)) {
                    found = entry;
                }
            }
            return Optional.ofNullable(found);
        }

        public Optional<Tree> value(String name) {
            return entry(name).map(Entry::value);
        }
    }

    /**
     * A key and its value.
     *
     * @param written the key as written
     */
    record Entry(String written, Mark mark, Tree value) {
        /** The key as the table has it: with underscores. */
        public String name() {
            return written.replace('-', '_');
        }
    }
}
