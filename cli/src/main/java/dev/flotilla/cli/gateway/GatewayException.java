package dev.flotilla.cli.gateway;

/** The gateway could not be reached, or said no. The message is for the user. */
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int CONFLICT = 409;

    private final int status;

    GatewayException(String message, int status) {
        super(message);
        this.status = status;
    }

    GatewayException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    /** Whether the cluster may answer later: not reached, or the gateway itself is cut off. */
    public boolean isOutage() {
        return status == 0 || status >= 500;
    }

    /** Whether the state of the cluster does not allow it. */
    public boolean isConflict() {
        return status == CONFLICT;
    }
}
