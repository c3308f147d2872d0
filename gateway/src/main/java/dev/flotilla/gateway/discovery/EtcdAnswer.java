package dev.flotilla.gateway.discovery;

import dev.flotilla.model.error.FlotillaError;
import java.util.Objects;
import java.util.Optional;

/**
 * An answer in the words of etcd's v2 API.
 *
 * @param status of HTTP
 * @param index for the header {@code X-Etcd-Index}, which is on every answer: a client waits from there on
 * @param body written as JSON; empty: no body, as when a long poll ends without news
 */
public record EtcdAnswer(int status, long index, Optional<Object> body) {
    /** The status for a registration of who is registered. */
    static final int EXISTS = 412;

    private static final int KEY_NOT_FOUND = 100;
    private static final int READ_ONLY = 107;
    private static final int KEY_EXISTS = 105;
    private static final int VALUE_MISSING = 200;
    private static final int INDEX_NOT_A_NUMBER = 203;
    private static final int INVALID_FIELD = 209;
    private static final int INTERNAL = 300;

    public EtcdAnswer {
        Objects.requireNonNull(body, "body");
    }

    /** What etcd says of an error; its clients look at the code and print the rest. */
    public record ErrorBody(int errorCode, String message, String cause, long index) {
        public ErrorBody {
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(cause, "cause");
        }
    }

    static EtcdAnswer of(int status, long index, Object body) {
        return new EtcdAnswer(status, index, Optional.of(body));
    }

    /** The client asks again, with the same index. */
    static EtcdAnswer noNews(long index) {
        return new EtcdAnswer(200, index, Optional.empty());
    }

    /** The client waits some seconds and reads the list anew. */
    static EtcdAnswer listAgain(String key, long index) {
        return error(503, INTERNAL, "A member was removed while you waited: list again", key, index);
    }

    static EtcdAnswer notFound(String key, long index) {
        return error(404, KEY_NOT_FOUND, "Key not found", key, index);
    }

    static EtcdAnswer valueMissing(String key, long index) {
        return error(400, VALUE_MISSING, "Value is Required in POST form", key, index);
    }

    static EtcdAnswer indexNotANumber(String text, long index) {
        return error(400, INDEX_NOT_A_NUMBER, "The given index in POST form is not a number", text, index);
    }

    static EtcdAnswer invalid(String message, String key, long index) {
        return error(400, INVALID_FIELD, message, key, index);
    }

    /**
     * What kept the registry from it. A 5xx makes etcd try again, anything else makes it exit: so what may pass is a 503.
     */
    static EtcdAnswer of(FlotillaError error, String key, long index) {
        return switch (error) {
            case FlotillaError.NotFound _ -> notFound(key, index);
            case FlotillaError.Conflict _ -> error(EXISTS, KEY_EXISTS, "Key already exists", key, index);
            case FlotillaError.Invalid _ -> invalid(error.message(), key, index);
            case FlotillaError.TooLarge _, FlotillaError.Denied _ -> error(403, READ_ONLY, error.message(), key, index);
            case FlotillaError.Unavailable _, FlotillaError.Compacted _ ->
                error(503, INTERNAL, error.message(), key, index);
            case FlotillaError.Unsupported _, FlotillaError.Internal _ ->
                error(500, INTERNAL, error.message(), key, index);
        };
    }

    /** The same, read at another index; the body of an error names it too. */
    EtcdAnswer at(long newer) {
        Optional<Object> moved =
                body.map(said -> said instanceof ErrorBody(int code, String message, String cause, long _)
                        ? new ErrorBody(code, message, cause, newer)
                        : said);
        return new EtcdAnswer(status, newer, moved);
    }

    private static EtcdAnswer error(int status, int code, String message, String cause, long index) {
        return of(status, index, new ErrorBody(code, message, cause, index));
    }
}
