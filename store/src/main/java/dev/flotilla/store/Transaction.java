package dev.flotilla.store;

import dev.flotilla.model.error.FlotillaError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares and writes that are one step: all of it or nothing. Without writes it is a check, without compares it always
 * commits. No key may be written twice, and none may be both written and deleted (etcd's rule); deletions may overlap.
 *
 * @param compares at most {@link #MAX_OPERATIONS}
 * @param writes at most {@link #MAX_OPERATIONS}, together at most {@link #MAX_BYTES}; carried out in this order
 */
public record Transaction(List<Compare> compares, List<Write> writes) {

    /** Below etcd's default {@code --max-txn-ops} of 128. */
    public static final int MAX_OPERATIONS = 120;

    /** Keys and values together; below etcd's default {@code --max-request-bytes} of 1.5 MiB. */
    public static final int MAX_BYTES = 1 << 20;

    public Transaction {
        compares = List.copyOf(compares);
        writes = List.copyOf(writes);
        checkCount("compares", compares.size());
        checkCount("writes", writes.size());
        checkSize(writes);
        checkOverlap(writes);
    }

    public static Transaction of(Write... writes) {
        return new Transaction(List.of(), List.of(writes));
    }

    public static Builder when(Compare... compares) {
        return new Builder().when(compares);
    }

    public static Builder builder() {
        return new Builder();
    }

    private static void checkCount(String what, int count) {
        if (count > MAX_OPERATIONS) {
            throw new FlotillaError.TooLarge(
                            "a transaction holds at most " + MAX_OPERATIONS + " " + what + ", this one has " + count)
                    .asException();
        }
    }

    private static void checkSize(List<Write> writes) {
        long bytes = writes.stream().mapToLong(Write::size).sum();
        if (bytes > MAX_BYTES) {
            throw new FlotillaError.TooLarge(
                            "a transaction holds at most " + MAX_BYTES + " bytes, this one has " + bytes)
                    .asException();
        }
    }

    private static void checkOverlap(List<Write> writes) {
        Set<String> puts = new HashSet<>();
        for (Write write : writes) {
            if (write instanceof Write.Put put && !puts.add(put.key())) {
                throw new FlotillaError.Invalid("a transaction writes " + put.key() + " twice").asException();
            }
        }
        for (Write write : writes) {
            if (!(write instanceof Write.Put)) {
                checkNotWritten(write.range(), puts);
            }
        }
    }

    private static void checkNotWritten(KeyRange deleted, Set<String> puts) {
        if (deleted instanceof KeyRange.Single(String key)) {
            if (puts.contains(key)) {
                throw writtenAndDeleted(key);
            }
            return;
        }
        for (String key : puts) {
            if (deleted.contains(key)) {
                throw writtenAndDeleted(key);
            }
        }
    }

    private static RuntimeException writtenAndDeleted(String key) {
        return new FlotillaError.Invalid("a transaction both writes and deletes " + key).asException();
    }

    /** Collects a transaction; not thread-safe. */
    public static final class Builder {
        private final List<Compare> compares = new ArrayList<>();
        private final List<Write> writes = new ArrayList<>();

        private Builder() {}

        public Builder when(Compare... more) {
            compares.addAll(List.of(more));
            return this;
        }

        public Builder then(Write... more) {
            writes.addAll(List.of(more));
            return this;
        }

        public Transaction build() {
            return new Transaction(compares, writes);
        }
    }
}
