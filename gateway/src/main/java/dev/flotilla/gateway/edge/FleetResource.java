package dev.flotilla.gateway.edge;

import dev.flotilla.client.machine.MetadataPatch;
import dev.flotilla.client.unit.PutOutcome;
import dev.flotilla.client.unit.PutRequest;
import dev.flotilla.gateway.body.BodyLimit;
import dev.flotilla.gateway.cluster.Cluster;
import dev.flotilla.gateway.fleet.FleetSchema;
import dev.flotilla.gateway.fleet.MetadataPatches;
import dev.flotilla.gateway.fleet.Page;
import dev.flotilla.gateway.fleet.PageToken;
import dev.flotilla.gateway.live.LiveCluster;
import dev.flotilla.gateway.unit.FleetPut;
import dev.flotilla.gateway.view.Queries;
import dev.flotilla.gateway.view.Records;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitName;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * fleet's API v1. Paths, methods and content types are judged before; the answers' types are set here and not
 * negotiated, because fleet's were not.
 */
@Path("/fleet/v1")
@RunOnVirtualThread
@Tag(name = "fleet", description = "fleet's API v1, for any fleetctl; also below /v1-alpha")
public class FleetResource {
    private static final String DISCOVERY = "/fleet-discovery.json";

    private final LiveCluster live;
    private final Cluster cluster;
    private final BodyLimit limit;

    FleetResource(LiveCluster live, Cluster cluster, BodyLimit limit) {
        this.live = live;
        this.cluster = cluster;
        this.limit = limit;
    }

    @GET
    @Path("/units")
    @Operation(summary = "A page of units")
    @Parameter(name = "nextPageToken", in = ParameterIn.QUERY, description = "Of the page before")
    @APIResponse(
            responseCode = "200",
            description = "Sorted by name",
            content = @Content(schema = @Schema(implementation = FleetSchema.UnitPage.class)))
    public Response units(@Context UriInfo uri) {
        var page = page(uri, records -> Queries.units(records).map(FleetSchema::unit));
        return Answers.json(new FleetSchema.UnitPage(page.items(), page.next()));
    }

    @GET
    @Path("/units/{name}")
    @Operation(summary = "A unit")
    @APIResponse(
            responseCode = "200",
            description = "The unit",
            content = @Content(schema = @Schema(implementation = FleetSchema.Unit.class)))
    public Response unit(@PathParam("name") String name) {
        return named(name)
                .flatMap(
                        unit -> live.read(records -> Queries.unit(records, unit).map(FleetSchema::unit))
                                .value())
                .map(Answers::json)
                .orElseThrow(() -> missing("unit does not exist"));
    }

    @PUT
    @Path("/units/{name}")
    @Operation(summary = "Creates a unit, replaces it, or sets its desired state")
    @APIResponse(responseCode = "201", description = "Created or replaced")
    @APIResponse(responseCode = "204", description = "The desired state is set")
    public Response put(@PathParam("name") String name, InputStream body, @Context HttpServerRequest caller) {
        PutRequest asked = FleetPut.read(name, limit.read(body), Caller.of(caller));
        PutRequest request = IdempotencyKey.of(caller).map(asked::as).orElse(asked);
        PutOutcome outcome = cluster.put(request);
        live.expect(outcome.revision());
        boolean version = outcome.kind() == PutOutcome.Kind.CREATED || outcome.kind() == PutOutcome.Kind.REPLACED;
        return Response.status(version ? 201 : 204).build();
    }

    @DELETE
    @Path("/units/{name}")
    @Operation(summary = "Destroys a unit")
    @APIResponse(responseCode = "204", description = "It is gone")
    public Response destroy(@PathParam("name") String name, @Context HttpServerRequest caller) {
        UnitName unit = named(name).orElseThrow(() -> missing("unit does not exist"));
        try {
            live.expect(cluster.destroy(unit, Caller.of(caller)));
        } catch (FlotillaException e) {
            throw e.error() instanceof FlotillaError.NotFound ? missing("unit does not exist") : e;
        }
        return Response.noContent().build();
    }

    @GET
    @Path("/state")
    @Operation(summary = "A page of unit states")
    @Parameter(name = "nextPageToken", in = ParameterIn.QUERY, description = "Of the page before")
    @APIResponse(
            responseCode = "200",
            description = "Sorted by unit, then machine",
            content = @Content(schema = @Schema(implementation = FleetSchema.StatePage.class)))
    public Response states(
            @Context UriInfo uri,
            @QueryParam("machineID") Optional<String> machine,
            @QueryParam("unitName") Optional<String> unit) {
        // A name that can be none has no states, as in fleet.
        var page = page(uri, records -> Queries.states(records, Optional.empty(), Optional.empty())
                .filter(state -> matches(unit, state.unit().value()))
                .filter(state -> matches(machine, state.machine().value()))
                .map(FleetSchema::state));
        return Answers.json(new FleetSchema.StatePage(page.items(), page.next()));
    }

    @GET
    @Path("/state/{name}")
    @Operation(summary = "A unit's state")
    @APIResponse(
            responseCode = "200",
            description = "Of a global unit: on the first machine",
            content = @Content(schema = @Schema(implementation = FleetSchema.State.class)))
    public Response state(@PathParam("name") String name) {
        return named(name)
                .flatMap(unit -> live.read(records -> Queries.states(records, Optional.of(unit), Optional.empty())
                                .findFirst())
                        .value())
                .map(FleetSchema::state)
                .map(Answers::json)
                .orElseThrow(() -> missing("unit state does not exist"));
    }

    @GET
    @Path("/machines")
    @Operation(summary = "A page of machines")
    @Parameter(name = "nextPageToken", in = ParameterIn.QUERY, description = "Of the page before")
    @APIResponse(
            responseCode = "200",
            description = "Those that are not lost, sorted by id",
            content = @Content(schema = @Schema(implementation = FleetSchema.MachinePage.class)))
    public Response machines(@Context UriInfo uri) {
        var page = page(uri, records -> Queries.machinesOnline(records).map(FleetSchema::machine));
        return Answers.json(new FleetSchema.MachinePage(page.items(), page.next()));
    }

    @PATCH
    @Path("/machines")
    @Operation(summary = "Sets and removes dynamic metadata, all or nothing")
    @APIResponse(responseCode = "204", description = "It counts from now on")
    public Response patch(InputStream body, @Context HttpServerRequest caller) {
        List<MetadataPatch> patches = MetadataPatches.parse(limit.read(body));
        if (!patches.isEmpty()) {
            live.expect(cluster.patchMetadata(patches, Caller.of(caller)));
        }
        return Response.noContent().build();
    }

    @GET
    @Path("/discovery")
    @Operation(summary = "fleet's description of this API")
    @APIResponse(responseCode = "200", description = "A discovery document")
    public Response discovery() throws IOException {
        try (InputStream document = FleetResource.class.getResourceAsStream(DISCOVERY)) {
            if (document == null) {
                throw new IllegalStateException("the discovery document is not packaged");
            }
            return Answers.json(new String(document.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private <T> Page<T> page(UriInfo uri, Function<Records, Stream<T>> all) {
        PageToken token = PageToken.ofQuery(uri.getQueryParameters().getOrDefault("nextPageToken", List.of()));
        return live.read(records -> Page.of(all.apply(records), token)).value();
    }

    private static boolean matches(Optional<String> wanted, String value) {
        return wanted.filter(text -> !text.isEmpty()).map(value::equals).orElse(true);
    }

    private static Optional<UnitName> named(String name) {
        try {
            return Optional.of(UnitName.parse(name));
        } catch (FlotillaException e) {
            return Optional.empty(); // what can be no unit's name is no unit
        }
    }

    private static FlotillaException missing(String message) {
        return new FlotillaError.NotFound(message).asException();
    }
}
