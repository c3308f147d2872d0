package dev.flotilla.gateway.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Refuses requests whose path or query is no URI, before anybody tries to read it. */
@Singleton
public class RequestTargets {
    private static final int FIRST = 10_000;

    private final ObjectMapper json;

    RequestTargets(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Filters filters) {
        filters.register(this::judge, FIRST);
    }

    /** The router itself fails over some paths, such as {@code /%zz}, before it comes to any filter. */
    void register(@Observes Router router) {
        router.errorHandler(400, exchange -> refuse(exchange, fault(exchange).orElse("the request cannot be read")));
    }

    private void judge(RoutingContext exchange) {
        fault(exchange).ifPresentOrElse(fault -> refuse(exchange, fault), exchange::next);
    }

    private static Optional<String> fault(RoutingContext exchange) {
        try {
            var unused = new URI(exchange.request().uri());
            return Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.of("the address is no URI: " + e.getMessage());
        }
    }

    private void refuse(RoutingContext exchange, String message) {
        if (exchange.response().ended()) {
            return;
        }
        String path = exchange.request().uri().split("\\?", 2)[0];
        try (Response answer = Answers.error(path, 400, message).build()) {
            exchange.response()
                    .setStatusCode(answer.getStatus())
                    .putHeader("Content-Type", answer.getMediaType().toString())
                    .end(json.writeValueAsString(answer.getEntity()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an error is always written", e);
        }
    }
}
