package dev.flotilla.gateway.edge;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.RequestId;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * By what a caller who repeats a request, here or at another gateway, says that it is the same one. Named, and quoted, as the
 * IETF's draft has it; without the quotes it is taken, too.
 */
final class IdempotencyKey {
    private static final String HEADER = "Idempotency-Key";

    private IdempotencyKey() {}

    /** What the header says, if it is there; {@link FlotillaError.Invalid} when that is no id. */
    static Optional<RequestId> of(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader(HEADER)).map(IdempotencyKey::parse);
    }

    private static RequestId parse(String header) {
        try {
            return new RequestId(header.strip().replaceAll("^\"|\"$", ""));
        } catch (FlotillaException e) {
            throw new FlotillaException(
                    new FlotillaError.Invalid(e.error().message(), Optional.of(HEADER), Optional.empty()), e);
        }
    }
}
