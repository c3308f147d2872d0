package dev.flotilla.gateway.edge;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flotilla.gateway.api.EventJson;
import dev.flotilla.gateway.api.Parameters;
import dev.flotilla.gateway.event.Event;
import dev.flotilla.gateway.event.EventLog;
import dev.flotilla.gateway.live.LiveCluster;
import dev.flotilla.gateway.stream.EventFeed;
import dev.flotilla.gateway.stream.TextQueue;
import dev.flotilla.model.error.FlotillaError;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What happens, in {@code /v1}. */
@Path("/v1/events")
@RunOnVirtualThread
@Tag(name = "events")
public class EventsResource {
    private static final int WAITING = 1000;
    private static final int DEFAULT_LAST = 100;

    private final LiveCluster live;
    private final EventLog events;
    private final Streams streams;
    private final ObjectMapper json;
    private final Duration heartbeat;

    EventsResource(LiveCluster live, EventLog events, Streams streams, ObjectMapper json, GatewaySettings settings) {
        this.live = live;
        this.events = events;
        this.streams = streams;
        this.json = json;
        this.heartbeat = settings.eventHeartbeat();
    }

    @GET
    @Operation(summary = "What happened after a revision, and what happens, as server-sent events")
    @APIResponse(
            responseCode = "200",
            description = "A stream, or a list when JSON is asked for or follow is false",
            content = {
                @Content(mediaType = "text/event-stream"),
                @Content(mediaType = "application/json", schema = @Schema(implementation = EventJson.EventList.class))
            })
    public void events(
            @QueryParam("since") Optional<String> since,
            @QueryParam("last") Optional<String> last,
            @QueryParam("follow") Optional<String> follow,
            @HeaderParam("Last-Event-ID") Optional<String> lastEventId,
            @HeaderParam("Accept") Optional<String> accept,
            @Context RoutingContext exchange,
            @Suspended AsyncResponse answer) {
        Optional<Long> after = lastEventId
                .filter(id -> !id.isEmpty())
                .or(() -> since)
                .map(text -> Parameters.number("since", Optional.of(text), 0L, 0, Long.MAX_VALUE));
        int count = Parameters.number("last", last, DEFAULT_LAST, 0, Integer.MAX_VALUE);
        boolean list =
                accept.filter(types -> types.contains("application/json")).isPresent();
        boolean follows = Parameters.flag("follow", follow.or(() -> Optional.of(list ? "false" : "true")));
        // Another gateway may have been ahead of this one, and a moment ago this one may have known nothing.
        live.reach(after.orElse(0L));
        if (!follows) {
            answer.resume(Answers.json(list(after, count)));
            return;
        }
        stream(after, last.isPresent() ? count : 0, exchange);
    }

    private EventJson.EventList list(Optional<Long> after, int count) {
        List<Event> kept = after.isEmpty()
                ? events.last(count)
                : events.after(after.get()).orElseThrow(() -> new FlotillaError.Compacted(
                                "events are kept after revision " + events.completeAfter() + " up to "
                                        + events.revision(),
                                events.completeAfter())
                        .asException());
        return new EventJson.EventList(
                events.revision(), kept.stream().map(EventJson::of).toList());
    }

    private void stream(Optional<Long> after, int count, RoutingContext exchange) {
        TextQueue texts = new TextQueue(WAITING);
        EventFeed feed = new EventFeed(texts, json);
        if (after.isPresent()) {
            events.listenAfter(after.get(), feed);
        } else {
            events.listenWithLast(count, feed);
        }
        try {
            streams.write("text/event-stream; charset=utf-8", texts, heartbeat, EventFeed.HEARTBEAT, exchange);
        } finally {
            events.leave(feed);
        }
    }
}
