package dev.flotilla.registry.edge;

import com.google.protobuf.MessageLite;

/** Keeps a message below what gRPC clients accept by default (4 MiB). */
final class MessageSize {
    private static final int LIMIT = 3 << 20;

    private long bytes;

    /** Whether one more part fits; the first one always does. */
    boolean fits(MessageLite part) {
        int size = part.getSerializedSize() + 8;
        if (bytes > 0 && bytes + size > LIMIT) {
            return false;
        }
        bytes += size;
        return true;
    }

    void restart() {
        bytes = 0;
    }
}
