package dev.flotilla.store;

/**
 * Names a lease. Ids are not reused.
 *
 * @param value not 0
 */
public record LeaseId(long value) {
    public LeaseId {
        if (value == 0) {
            throw new IllegalArgumentException("0 is not a lease id");
        }
    }

    @Override
    public String toString() {
        return Long.toHexString(value);
    }
}
