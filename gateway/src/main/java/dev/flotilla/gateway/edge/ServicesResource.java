package dev.flotilla.gateway.edge;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flotilla.client.discovery.InstanceQuery;
import dev.flotilla.client.watch.Watch;
import dev.flotilla.gateway.api.InstanceJson;
import dev.flotilla.gateway.api.Parameters;
import dev.flotilla.gateway.cluster.Cluster;
import dev.flotilla.gateway.service.InstanceFeed;
import dev.flotilla.gateway.stream.EventFeed;
import dev.flotilla.gateway.stream.TextQueue;
import dev.flotilla.model.error.FlotillaError;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where running units can be reached, in {@code /v1}. */
@Path("/v1/services")
@RunOnVirtualThread
@Tag(name = "services")
public class ServicesResource {
    private static final int WAITING = 1000;

    private final Cluster cluster;
    private final Streams streams;
    private final ObjectMapper json;
    private final Duration heartbeat;

    ServicesResource(Cluster cluster, Streams streams, ObjectMapper json, GatewaySettings settings) {
        this.cluster = cluster;
        this.streams = streams;
        this.json = json;
        this.heartbeat = settings.eventHeartbeat();
    }

    @GET
    @Operation(summary = "Instances of all services that pass their checks; all=true: failing and draining ones too")
    @APIResponse(
            responseCode = "200",
            description = "A list, or with follow=true a stream: snapshot, then changes",
            content = {
                @Content(
                        mediaType = "application/json",
                        schema = @Schema(implementation = InstanceJson.ServiceList.class)),
                @Content(mediaType = "text/event-stream")
            })
    public void services(
            @QueryParam("all") Optional<String> all,
            @QueryParam("follow") Optional<String> follow,
            @Context RoutingContext exchange,
            @Suspended AsyncResponse answer) {
        answer(new InstanceQuery(Optional.empty(), Parameters.flag("all", all)), follow, exchange, answer);
    }

    @GET
    @Path("/{name}")
    @Operation(summary = "Instances of one service; with follow=true a stream")
    @APIResponse(
            responseCode = "200",
            description = "A list, or with follow=true a stream: snapshot, then changes",
            content = {
                @Content(
                        mediaType = "application/json",
                        schema = @Schema(implementation = InstanceJson.ServiceList.class)),
                @Content(mediaType = "text/event-stream")
            })
    public void service(
            @PathParam("name") String name,
            @QueryParam("all") Optional<String> all,
            @QueryParam("follow") Optional<String> follow,
            @Context RoutingContext exchange,
            @Suspended AsyncResponse answer) {
        answer(new InstanceQuery(Optional.of(name), Parameters.flag("all", all)), follow, exchange, answer);
    }

    private void answer(InstanceQuery query, Optional<String> follow, RoutingContext exchange, AsyncResponse answer) {
        if (Parameters.flag("follow", follow)) {
            stream(query, exchange);
            return;
        }
        // An unknown service and one whose last instance has just left look alike until all are asked for.
        var list = cluster.services(query);
        if (query.service().isPresent()
                && list.instances().isEmpty()
                && list.malformed().isEmpty()
                && cluster.services(query.withWithdrawn()).instances().isEmpty()) {
            throw new FlotillaError.NotFound(
                            "no instance of a service " + query.service().get() + " is known")
                    .asException();
        }
        answer.resume(Answers.json(InstanceJson.ServiceList.of(list)));
    }

    private void stream(InstanceQuery query, RoutingContext exchange) {
        TextQueue texts = new TextQueue(WAITING);
        try (Watch watch = cluster.watchServices(query, new InstanceFeed(texts, json))) {
            streams.write("text/event-stream; charset=utf-8", texts, heartbeat, EventFeed.HEARTBEAT, exchange);
        }
    }
}
