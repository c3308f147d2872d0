package dev.flotilla.cli.http;

import java.util.Objects;

/**
 * A whole answer.
 *
 * @param status the HTTP status
 * @param contentType as sent, or empty
 * @param body as text
 * @param repeated whether the request was sent more than once, so that the first may have taken effect already
 */
public record Response(int status, String contentType, String body, boolean repeated) {
    public Response {
        Objects.requireNonNull(contentType, "contentType");
        Objects.requireNonNull(body, "body");
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
