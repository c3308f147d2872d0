package dev.flotilla.gateway.edge;

import dev.flotilla.gateway.body.BodyLimit;
import dev.flotilla.gateway.fleet.ContentType;
import dev.flotilla.gateway.fleet.FleetPath;
import dev.flotilla.model.error.FlotillaException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Refuses, before anything else is looked at, what no resource should see. */
public class Gatekeeper {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> WITH_BODY = Set.of("PUT", "PATCH");

    private final BodyLimit limit;
    private final HostNames hosts;

    Gatekeeper(BodyLimit limit, GatewaySettings settings) {
        this.limit = limit;
        this.hosts = settings.hosts();
    }

    @ServerRequestFilter(preMatching = true)
    public @Nullable Response judge(ContainerRequestContext request) {
        String path = request.getUriInfo().getRequestUri().getRawPath();
        return otherHost(request, path)
                .or(() -> otherOrigin(request, path))
                .or(() -> tooLong(request, path))
                .or(() -> FleetPath.below(path).flatMap(below -> fleet(request, path, below)))
                .or(() -> inParts(request, path))
                .orElse(null);
    }

    private static Optional<Response> fleet(ContainerRequestContext request, String path, String below) {
        switch (FleetPath.judge(below, request.getMethod())) {
            case FleetPath.Unknown unknown -> {
                return Optional.of(
                        Answers.error(path, 404, "there is no resource " + path).build());
            }
            case FleetPath.Refused refused -> {
                return Optional.of(Answers.error(path, 405, refused.message())
                        .header("Allow", String.join(", ", refused.allowed()))
                        .build());
            }
            case FleetPath.Known known -> {
                if (WITH_BODY.contains(request.getMethod())) {
                    List<String> types = request.getHeaders().getOrDefault("Content-Type", List.of());
                    Optional<String> fault = ContentType.fault(types);
                    if (fault.isPresent()) {
                        return Optional.of(Answers.error(path, 415, fault.get()).build());
                    }
                }
            }
        }
        // Both prefixes are one API; the resources know the first.
        if (!path.startsWith(FleetPath.PREFIXES.getFirst())) {
            request.setRequestUri(UriBuilder.fromUri(request.getUriInfo().getRequestUri())
                    .replacePath(FleetPath.PREFIXES.getFirst() + below)
                    .build());
        }
        return Optional.empty();
    }

    /** Programs that say no host at all (HTTP/1.0) are not browsers. */
    private Optional<Response> otherHost(ContainerRequestContext request, String path) {
        return Optional.ofNullable(request.getHeaderString("Host"))
                .or(() ->
                        Optional.ofNullable(request.getUriInfo().getRequestUri().getAuthority()))
                .filter(host -> !hosts.accept(host))
                .map(host -> Answers.error(
                                path,
                                403,
                                "this gateway does not go by the name \"" + host
                                        + "\"; flotilla.gateway.hosts lists its names")
                        .build());
    }

    private static Optional<Response> otherOrigin(ContainerRequestContext request, String path) {
        return READING.contains(request.getMethod())
                ? Optional.empty()
                : AskingPage.objection(request.getHeaders()).map(error -> Answers.error(path, error));
    }

    /** The framework would take parts in without a bound, and keep files of them, before a resource is asked. */
    private static Optional<Response> inParts(ContainerRequestContext request, String path) {
        return Optional.ofNullable(request.getHeaderString("Content-Type"))
                .filter(type -> type.strip().toLowerCase(Locale.ROOT).startsWith("multipart/"))
                .map(type -> Answers.error(path, 415, "a body in parts (" + type + ") is not taken")
                        .build());
    }

    private Optional<Response> tooLong(ContainerRequestContext request, String path) {
        try {
            String length = request.getHeaderString("Content-Length");
            if (length != null) {
                limit.checkAnnounced(Long.parseLong(length));
            }
            return Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.of(
                    Answers.error(path, 400, "Content-Length is no number").build());
        } catch (FlotillaException e) {
            return Optional.of(Answers.error(path, e.error()));
        }
    }
}
