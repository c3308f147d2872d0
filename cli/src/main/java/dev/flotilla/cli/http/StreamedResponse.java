package dev.flotilla.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * An answer whose body comes bit by bit.
 *
 * @param status the HTTP status
 * @param contentType as sent, or empty
 * @param body blocks until there is more; ends with the answer
 * @param trailers what was said behind the body, once it has ended
 * @param connection closed with it
 */
public record StreamedResponse(
        int status, String contentType, InputStream body, Trailers trailers, AutoCloseable connection)
        implements AutoCloseable {
    public StreamedResponse {
        Objects.requireNonNull(contentType, "contentType");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(trailers, "trailers");
        Objects.requireNonNull(connection, "connection");
    }

    /** The rest of it as a whole, for an error's words. */
    public Response whole() throws IOException {
        return new Response(status, contentType, new String(body.readAllBytes(), StandardCharsets.UTF_8), false);
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
