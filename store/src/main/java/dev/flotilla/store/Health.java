package dev.flotilla.store;

import java.util.Objects;

/**
 * What a health check found.
 *
 * @param writable whether a commit would go through now
 * @param revision the store's revision; 0 when it could not be learned
 * @param detail for a person; empty when all is well
 */
public record Health(boolean writable, long revision, String detail) {
    public Health {
        Objects.requireNonNull(detail, "detail");
    }

    public static Health up(long revision) {
        return new Health(true, revision, "");
    }

    public static Health down(String detail) {
        return new Health(false, 0, detail);
    }
}
