package dev.flotilla.registry.watch;

import java.util.Objects;
import java.util.Optional;

/**
 * What happened to one record.
 *
 * @param before as it was; empty when it is new
 * @param after as it is; empty when it is gone
 * @param cause why, where the writer said so; may be empty
 */
public record ItemChange(long revision, ItemKey key, Optional<Item> before, Optional<Item> after, String cause) {
    public ItemChange {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        Objects.requireNonNull(cause, "cause");
    }

    public Kind kind() {
        return key.kind();
    }

    /** Without what was before: as the history keeps it. */
    ItemChange forgetBefore() {
        return before.isEmpty() ? this : new ItemChange(revision, key, Optional.empty(), after, cause);
    }
}
