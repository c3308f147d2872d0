package dev.flotilla.sidekick.hook;

/** Whom it is told. */
@FunctionalInterface
public interface Receiver {
    /**
     * Tells it, and returns when it was taken.
     *
     * @throws NotTakenException when it was not; it is told again later
     */
    void tell(Event event) throws NotTakenException, InterruptedException;

    /** It has to be told again. */
    final class NotTakenException extends Exception {
        private static final long serialVersionUID = 1L;

        public NotTakenException(String words) {
            super(words);
        }
    }
}
