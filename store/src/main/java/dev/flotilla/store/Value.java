package dev.flotilla.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Immutable bytes, equal by content. */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and on the way out; equals compares the content
public record Value(byte[] bytes) {
    public static final Value EMPTY = new Value(new byte[0]);

    public Value {
        bytes = bytes.clone();
    }

    public static Value utf8(String text) {
        return new Value(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy. */
    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The same bytes without a copy, read-only. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    public int size() {
        return bytes.length;
    }

    public String utf8() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Value value && Arrays.equals(bytes, value.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The size alone: values may hold what does not belong into a log. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
