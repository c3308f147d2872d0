package dev.flotilla.agent.systemd;

import java.util.concurrent.CompletionException;

/** What a future failed with. */
final class Failures {
    private Failures() {}

    static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
