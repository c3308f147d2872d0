package dev.flotilla.cli.session;

import dev.flotilla.model.error.FlotillaException;

/** Ends a command with a message on standard error. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitStatus;

    public CommandFailure(String message) {
        this(message, Exit.FAILED);
    }

    public CommandFailure(String message, int exitStatus) {
        super(message);
        this.exitStatus = exitStatus;
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
        this.exitStatus = Exit.FAILED;
    }

    /** A refusal of the model's, in its words. */
    public static CommandFailure of(FlotillaException refusal) {
        return new CommandFailure(refusal.error().message(), refusal);
    }

    public int exitStatus() {
        return exitStatus;
    }
}
