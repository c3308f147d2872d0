package dev.flotilla.system;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Addresses of loopback for processes that listen a moment later. A port of 127.0.0.1 that is free now may belong to
 * somebody's outgoing connection when the process gets to it; connections take none of other addresses.
 */
final class Loopback {
    private static final int EACH = 250;
    private static final AtomicInteger NEXT = new AtomicInteger();

    private Loopback() {}

    /** One on which nobody listens: of this process's own, in turn. */
    static String address() {
        int process = (int) ProcessHandle.current().pid();
        return "127." + (64 + (process >> 8 & 63)) + "." + (process & 255) + "." + (1 + NEXT.getAndIncrement() % EACH);
    }
}
