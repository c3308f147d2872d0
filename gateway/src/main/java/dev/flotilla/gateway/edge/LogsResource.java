package dev.flotilla.gateway.edge;

import dev.flotilla.client.agent.LogRequest;
import dev.flotilla.gateway.api.LogFormat;
import dev.flotilla.gateway.api.Parameters;
import dev.flotilla.gateway.cluster.Cluster;
import dev.flotilla.gateway.live.LiveCluster;
import dev.flotilla.gateway.stream.LogTail;
import dev.flotilla.gateway.stream.MachineFailure;
import dev.flotilla.gateway.stream.TextQueue;
import dev.flotilla.gateway.unit.UnitMachines;
import dev.flotilla.model.machine.MachineSelector;
import dev.flotilla.model.unit.UnitName;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Units' logs in {@code /v1}. */
@Path("/v1/units/{name}/logs")
@RunOnVirtualThread
@Tag(name = "units")
public class LogsResource {
    private static final int WAITING = 64;
    private static final int DEFAULT_LINES = 10;
    private static final Optional<String> ALL_LINES = Optional.of("-1");
    /** A trailer: the answer's status was sent before anything was known to fail. */
    private static final String FAILED = "Flotilla-Failed";

    private static final Pattern TRAILERS = Pattern.compile("(?i)\\btrailers\\b");

    private final LiveCluster live;
    private final Cluster cluster;
    private final Streams streams;

    LogsResource(LiveCluster live, Cluster cluster, Streams streams) {
        this.live = live;
        this.cluster = cluster;
        this.streams = streams;
    }

    @GET
    @Operation(summary = "A unit's log, of all machines that have it, as a stream")
    @APIResponse(
            responseCode = "200",
            description = "One line each; the trailer Flotilla-Failed names a machine whose log did not come and why",
            content = {@Content(mediaType = "text/plain"), @Content(mediaType = "application/x-ndjson")})
    public void logs(
            @PathParam("name") String name,
            @QueryParam("lines") Optional<String> lines,
            @QueryParam("follow") Optional<String> follow,
            @QueryParam("since") Optional<String> since,
            @QueryParam("output") Optional<String> output,
            @QueryParam("machine") Optional<String> machine,
            @Context RoutingContext exchange,
            @Suspended AsyncResponse written) {
        LogFormat format = LogFormat.ofWord(output.orElse("short"));
        LogRequest request = new LogRequest(
                UnitName.parse(name),
                lines.equals(ALL_LINES) ? -1 : Parameters.number("lines", lines, DEFAULT_LINES, 1, Integer.MAX_VALUE),
                Parameters.flag("follow", follow),
                Parameters.time("since", since));
        Optional<MachineSelector> only = machine.map(MachineSelector::parse);
        UnitMachines machines = live.read(records -> UnitMachines.of(records, request.unit(), only))
                .value();
        TextQueue texts = new TextQueue(WAITING);
        try (LogTail tail = LogTail.open(cluster, machines.machines(), request, format, texts, telling(exchange))) {
            exchange.response().putHeader("Trailer", FAILED);
            streams.write(format.mediaType(), texts, () -> fail(exchange.response(), tail.failures()), exchange);
        }
    }

    /** Who reads trailers needs no lines in between that are none of the log's. */
    private static LogTail.Telling telling(RoutingContext exchange) {
        boolean trailers = exchange.request().headers().getAll("TE").stream()
                .anyMatch(accepted -> TRAILERS.matcher(accepted).find());
        return trailers ? LogTail.Telling.ASIDE : LogTail.Telling.AMONG_THE_LINES;
    }

    private static void fail(HttpServerResponse response, List<MachineFailure> failures) {
        if (!failures.isEmpty()) {
            response.putTrailer(
                    FAILED, failures.stream().map(MachineFailure::asField).toList());
        }
    }
}
