package dev.flotilla.store.embedded;

/** The journal could not make a batch durable. */
final class JournalException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean outcomeKnown;

    /** @param outcomeKnown true: nothing was written; false: it failed while committing, and a restart may find the batch */
    JournalException(String message, Throwable cause, boolean outcomeKnown) {
        super(message, cause);
        this.outcomeKnown = outcomeKnown;
    }

    boolean outcomeKnown() {
        return outcomeKnown;
    }
}
