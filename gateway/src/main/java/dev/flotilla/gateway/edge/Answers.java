package dev.flotilla.gateway.edge;

import dev.flotilla.gateway.api.Kind;
import dev.flotilla.gateway.api.Problem;
import dev.flotilla.gateway.fleet.FleetPath;
import dev.flotilla.gateway.fleet.FleetSchema;
import dev.flotilla.model.error.FlotillaError;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** How answers are written: fleet's envelope below its prefixes, problem details everywhere else. */
final class Answers {
    private static final String RETRY_AFTER_SECONDS = "1";

    private Answers() {}

    static Response json(Object entity) {
        return json(200, entity);
    }

    static Response json(int status, Object entity) {
        return Response.status(status)
                .entity(entity)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    static Response error(String path, FlotillaError error) {
        Kind kind = Kind.of(error);
        Response.ResponseBuilder answer =
                FleetPath.below(path).isPresent() ? fleet(kind.status(), error.message()) : problem(Problem.of(error));
        if (kind == Kind.UNAVAILABLE) {
            answer.header("Retry-After", RETRY_AFTER_SECONDS);
        }
        return answer.build();
    }

    static Response.ResponseBuilder error(String path, int status, String message) {
        return FleetPath.below(path).isPresent()
                ? fleet(status, message)
                : problem(Problem.of(Kind.ofStatus(status), message)).status(status);
    }

    private static Response.ResponseBuilder fleet(int status, String message) {
        return Response.status(status)
                .entity(FleetSchema.ErrorBody.of(status, message))
                .type(MediaType.APPLICATION_JSON_TYPE);
    }

    private static Response.ResponseBuilder problem(Problem problem) {
        return Response.status(problem.status()).entity(problem).type(Problem.MEDIA_TYPE);
    }
}
