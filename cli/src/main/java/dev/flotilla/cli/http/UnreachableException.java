package dev.flotilla.cli.http;

import java.io.IOException;

/** No endpoint answered. */
public final class UnreachableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
