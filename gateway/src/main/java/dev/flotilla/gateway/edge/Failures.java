package dev.flotilla.gateway.edge;

import dev.flotilla.gateway.api.Methods;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Failures as answers. */
public class Failures {
    private static final Logger LOG = Logger.getLogger(Failures.class);

    @ServerExceptionMapper
    public Response known(FlotillaException failure, UriInfo uri) {
        if (failure.error() instanceof FlotillaError.Internal) {
            LOG.errorf(failure, "%s failed", uri.getPath());
        }
        return Answers.error(path(uri), failure.error());
    }

    @ServerExceptionMapper
    public Response framework(WebApplicationException failure, UriInfo uri) {
        Response given = failure.getResponse();
        int status = given.getStatus();
        String message =
                switch (status) {
                    case 404 -> "there is no resource " + path(uri);
                    case 405 -> "the resource does not have this method";
                    case 406 -> "the resource has no such form";
                    case 415 -> "the resource does not take this content type";
                    default -> given.getStatusInfo().getReasonPhrase();
                };
        if (status >= 500) {
            LOG.errorf(failure, "%s failed", uri.getPath());
        }
        Response.ResponseBuilder answer = Answers.error(path(uri), status, message);
        if (status == 405) {
            answer.header("Allow", String.join(", ", Methods.of(path(uri))));
        }
        return answer.build();
    }

    @ServerExceptionMapper
    public Response unknown(Exception failure, UriInfo uri) {
        LOG.errorf(failure, "%s failed", uri.getPath());
        return Answers.error(
                path(uri),
                new FlotillaError.Internal(
                        "internal error (" + failure.getClass().getSimpleName() + ")"));
    }

    private static String path(UriInfo uri) {
        return uri.getRequestUri().getRawPath();
    }
}
