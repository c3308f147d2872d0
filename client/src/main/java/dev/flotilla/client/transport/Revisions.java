package dev.flotilla.client.transport;

import java.util.concurrent.atomic.AtomicLong;

/** The highest revision this client was given; presented with reads, so that it reads what it wrote at any replica. */
public final class Revisions {
    private final AtomicLong highest = new AtomicLong();

    public long highest() {
        return highest.get();
    }

    public void seen(long revision) {
        highest.accumulateAndGet(revision, Math::max);
    }

    /** The store went back to this revision: it was restored. What was seen after it is no more. */
    public void restored(long revision) {
        highest.set(revision);
    }
}
