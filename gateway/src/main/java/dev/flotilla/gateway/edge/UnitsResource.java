package dev.flotilla.gateway.edge;

import dev.flotilla.client.placement.UnitExplanation;
import dev.flotilla.client.unit.PutOutcome;
import dev.flotilla.client.unit.PutRequest;
import dev.flotilla.gateway.api.ExplanationJson;
import dev.flotilla.gateway.api.Parameters;
import dev.flotilla.gateway.api.StatusJson;
import dev.flotilla.gateway.api.UnitJson;
import dev.flotilla.gateway.api.VerificationJson;
import dev.flotilla.gateway.api.WrittenJson;
import dev.flotilla.gateway.body.BodyLimit;
import dev.flotilla.gateway.cluster.Cluster;
import dev.flotilla.gateway.live.LiveCluster;
import dev.flotilla.gateway.unit.KeptState;
import dev.flotilla.gateway.unit.StatusQuestion;
import dev.flotilla.gateway.unit.UnitCheck;
import dev.flotilla.gateway.unit.UnitMachines;
import dev.flotilla.gateway.unit.UnitWrite;
import dev.flotilla.gateway.view.Queries;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.MachineSelector;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.RequestId;
import dev.flotilla.model.unit.UnitName;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Units in {@code /v1}. */
@Path("/v1")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "units")
public class UnitsResource {
    private static final int DEFAULT_LINES = 10;
    private static final int MOST_LINES = 10_000;

    private final LiveCluster live;
    private final Cluster cluster;
    private final BodyLimit limit;

    UnitsResource(LiveCluster live, Cluster cluster, BodyLimit limit) {
        this.live = live;
        this.cluster = cluster;
        this.limit = limit;
    }

    @GET
    @Path("/units")
    @Operation(summary = "All units, sorted by name")
    public UnitJson.UnitList units(@QueryParam("options") Optional<String> options) {
        boolean withOptions = Parameters.flag("options", options);
        var units = live.read(records -> Queries.units(records).toList());
        return new UnitJson.UnitList(
                units.revision(),
                units.value().stream()
                        .map(view -> UnitJson.of(view, withOptions))
                        .toList());
    }

    @GET
    @Path("/units/{name}")
    @Operation(summary = "A unit with its file")
    public UnitJson unit(@PathParam("name") String name) {
        UnitName unit = UnitName.parse(name);
        return live.read(records -> Queries.unit(records, unit))
                .value()
                .map(view -> UnitJson.of(view, true))
                .orElseThrow(() -> new FlotillaError.NotFound("unit " + unit + " does not exist").asException());
    }

    @PUT
    @Path("/units/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Creates, changes or replaces a unit")
    @APIResponse(
            responseCode = "200",
            description = "Changed or as it was",
            content = @Content(schema = @Schema(implementation = WrittenJson.class)))
    @APIResponse(
            responseCode = "201",
            description = "Created or replaced",
            content = @Content(schema = @Schema(implementation = WrittenJson.class)))
    public Response putJson(
            @PathParam("name") String name,
            @HeaderParam("If-Match") Optional<String> ifMatch,
            InputStream body,
            @Context HttpServerRequest caller) {
        return put(UnitWrite.ofJson(UnitName.parse(name), limit.read(body)), ifMatch, caller);
    }

    @PUT
    @Path("/units/{name}")
    @Consumes(MediaType.TEXT_PLAIN)
    @Operation(hidden = true)
    public Response putText(
            @PathParam("name") String name,
            @QueryParam("desiredState") Optional<String> desired,
            @HeaderParam("If-Match") Optional<String> ifMatch,
            InputStream body,
            @Context HttpServerRequest caller) {
        UnitWrite write = UnitWrite.ofText(UnitName.parse(name), limit.read(body), desired);
        if (desired.isPresent()) {
            return put(write, ifMatch, caller);
        }
        long ifAt = UnitWrite.expectedRevision(ifMatch);
        Optional<RequestId> id = IdempotencyKey.of(caller);
        return answer(write, () -> new KeptState(live, cluster).put(write, Caller.of(caller), ifAt, id));
    }

    private Response put(UnitWrite write, Optional<String> ifMatch, HttpServerRequest caller) {
        PutRequest asked = write.request(Caller.of(caller), UnitWrite.expectedRevision(ifMatch));
        PutRequest request = IdempotencyKey.of(caller).map(asked::as).orElse(asked);
        return answer(write, () -> cluster.put(request));
    }

    private Response answer(UnitWrite write, Supplier<PutOutcome> put) {
        PutOutcome outcome;
        try {
            outcome = put.get();
        } catch (FlotillaException e) {
            throw write.placed(e);
        }
        live.expect(outcome.revision());
        boolean version = outcome.kind() == PutOutcome.Kind.CREATED || outcome.kind() == PutOutcome.Kind.REPLACED;
        return Answers.json(
                version ? 201 : 200,
                new WrittenJson(
                        write.name().value(), outcome.kind().name().toLowerCase(Locale.ROOT), outcome.revision()));
    }

    @DELETE
    @Path("/units/{name}")
    @Operation(summary = "Destroys a unit; machines stop it")
    public WrittenJson destroy(@PathParam("name") String name, @Context HttpServerRequest caller) {
        UnitName unit = UnitName.parse(name);
        long revision = cluster.destroy(unit, Caller.of(caller));
        live.expect(revision);
        return new WrittenJson(unit.value(), "destroyed", revision);
    }

    @POST
    @Path("/units:verify")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Checks a unit and changes nothing")
    public VerificationJson verifyJson(@QueryParam("name") Optional<String> name, InputStream body) {
        return UnitCheck.ofJson(name, limit.read(body));
    }

    @POST
    @Path("/units:verify")
    @Consumes(MediaType.TEXT_PLAIN)
    @Operation(hidden = true)
    public VerificationJson verifyText(@QueryParam("name") Optional<String> name, InputStream body) {
        return UnitCheck.ofText(name, limit.read(body));
    }

    @GET
    @Path("/units/{name}/explain")
    @Operation(summary = "Why a unit is where it is, or nowhere")
    public ExplanationJson explain(@PathParam("name") String name) {
        UnitName unit = UnitName.parse(name);
        UnitExplanation explanation = cluster.explain(unit);
        List<UnitState> states = live.read(records -> Queries.states(records, Optional.of(unit), Optional.empty())
                        .toList())
                .value();
        return ExplanationJson.of(unit, explanation, states);
    }

    @GET
    @Path("/units/{name}/status")
    @Produces(MediaType.TEXT_PLAIN)
    @Operation(summary = "What systemctl status would print, of each machine that has the unit")
    public String statusText(
            @PathParam("name") String name,
            @QueryParam("lines") Optional<String> lines,
            @QueryParam("machine") Optional<String> machine) {
        return status(name, lines, machine).text();
    }

    @GET
    @Path("/units/{name}/status")
    @Operation(hidden = true)
    public StatusJson statusJson(
            @PathParam("name") String name,
            @QueryParam("lines") Optional<String> lines,
            @QueryParam("machine") Optional<String> machine) {
        return status(name, lines, machine);
    }

    private StatusJson status(String name, Optional<String> lines, Optional<String> machine) {
        UnitName unit = UnitName.parse(name);
        int wanted = Parameters.number("lines", lines, DEFAULT_LINES, 1, MOST_LINES);
        Optional<MachineSelector> only = machine.map(MachineSelector::parse);
        UnitMachines machines =
                live.read(records -> UnitMachines.of(records, unit, only)).value();
        return new StatusQuestion(cluster).ask(unit, machines, wanted);
    }
}
