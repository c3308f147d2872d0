package dev.flotilla.gateway.api;

import dev.flotilla.model.error.FlotillaError;
import java.util.Locale;

/** What sort of refusal an answer is, and its HTTP status: the one place where errors become HTTP. */
public enum Kind {
    INVALID(400, "Bad Request"),
    DENIED(403, "Forbidden"),
    NOT_FOUND(404, "Not Found"),
    METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
    NOT_ACCEPTABLE(406, "Not Acceptable"),
    CONFLICT(409, "Conflict"),
    COMPACTED(410, "Gone"),
    TOO_LARGE(413, "Content Too Large"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported Media Type"),
    INTERNAL(500, "Internal Server Error"),
    UNSUPPORTED(501, "Not Implemented"),
    UNAVAILABLE(503, "Service Unavailable");

    private final int status;
    private final String title;
    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    Kind(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** For example {@code not-found}. */
    public String word() {
        return word;
    }

    public static Kind of(FlotillaError error) {
        return switch (error) {
            case FlotillaError.NotFound e -> NOT_FOUND;
            case FlotillaError.Invalid e -> INVALID;
            case FlotillaError.Conflict e -> CONFLICT;
            case FlotillaError.TooLarge e -> TOO_LARGE;
            case FlotillaError.Compacted e -> COMPACTED;
            case FlotillaError.Denied e -> DENIED;
            case FlotillaError.Unavailable e -> UNAVAILABLE;
            case FlotillaError.Unsupported e -> UNSUPPORTED;
            case FlotillaError.Internal e -> INTERNAL;
        };
    }

    /** The kind of a status that the framework chose; the general one of its class when there is none. */
    public static Kind ofStatus(int status) {
        for (Kind kind : values()) {
            if (kind.status == status) {
                return kind;
            }
        }
        return status < 500 ? INVALID : INTERNAL;
    }
}
