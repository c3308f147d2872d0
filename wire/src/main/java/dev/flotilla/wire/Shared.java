package dev.flotilla.wire;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Values that come again and again in what is read (machines' ids, names of options and of scores), each kept once however
 * many records name it. It holds no more than its limit: when more come it starts anew, and the older records keep theirs.
 */
final class Shared<T> {
    private final ConcurrentMap<T, T> known = new ConcurrentHashMap<>();
    private final int limit;

    Shared(int limit) {
        this.limit = limit;
    }

    /** An equal value, the same for equal ones as far as it goes. */
    T of(T value) {
        T first = known.get(value);
        if (first != null) {
            return first;
        }
        if (known.size() >= limit) {
            known.clear();
        }
        known.put(value, value);
        return value;
    }
}
