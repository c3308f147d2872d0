package dev.flotilla.cli.gateway;

import java.util.Optional;

/** The gateway could not be reached, or said no. The message is for the user. */
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int CONFLICT = 409;

    private final int status;
    private final String field;

    GatewayException(String message, int status) {
        this(message, status, "");
    }

    /** @param field of the request, at fault; empty when none in particular is */
    GatewayException(String message, int status, String field) {
        super(message);
        this.status = status;
        this.field = field;
    }

    GatewayException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
        this.field = "";
    }

    /** The field of the request that is at fault, such as {@code options[3]}; empty when none in particular is. */
    public Optional<String> field() {
        return field.isEmpty() ? Optional.empty() : Optional.of(field);
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
