package dev.flotilla.gateway.edge;

import dev.flotilla.gateway.api.BrakeJson;
import dev.flotilla.gateway.api.LeaderJson;
import dev.flotilla.gateway.api.MachineJson;
import dev.flotilla.gateway.api.Parameters;
import dev.flotilla.gateway.api.StateJson;
import dev.flotilla.gateway.cluster.Cluster;
import dev.flotilla.gateway.live.LiveCluster;
import dev.flotilla.gateway.view.Queries;
import dev.flotilla.gateway.view.Records;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineSelector;
import dev.flotilla.model.unit.UnitName;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Machines, what they report, who leads, and the brake, in {@code /v1}. */
@Path("/v1")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "machines")
public class MachinesResource {
    private final LiveCluster live;
    private final Cluster cluster;

    MachinesResource(LiveCluster live, Cluster cluster) {
        this.live = live;
        this.cluster = cluster;
    }

    @GET
    @Path("/machines")
    @Operation(summary = "Machines with their units; lost ones on request")
    public MachineJson.MachineList machines(@QueryParam("all") Optional<String> all) {
        boolean withLost = Parameters.flag("all", all);
        var machines = live.read(records -> Queries.machines(records, withLost));
        return new MachineJson.MachineList(
                machines.revision(),
                machines.value().stream().map(MachineJson::of).toList());
    }

    @GET
    @Path("/machines/{id}")
    @Operation(summary = "A machine, by its id or the beginning of it")
    public MachineJson machine(@PathParam("id") String id) {
        MachineSelector selector = MachineSelector.parse(id);
        return live.read(records -> Queries.machine(records, selector)
                        .map(MachineJson::of)
                        .orElseThrow(() -> notOne(records, selector).asException()))
                .value();
    }

    private static FlotillaError notOne(Records records, MachineSelector selector) {
        int many = selector.matching(records.machines().keySet()).size();
        return many == 0
                ? new FlotillaError.NotFound("there is no machine " + selector)
                : new FlotillaError.Conflict(many + " machines' ids begin with " + selector);
    }

    @GET
    @Path("/states")
    @Operation(summary = "Unit states, sorted by unit, then machine")
    public StateJson.StateList states(
            @QueryParam("unit") Optional<String> unit, @QueryParam("machine") Optional<String> machine) {
        Optional<UnitName> name = unit.map(UnitName::parse);
        Optional<MachineId> id = machine.map(MachineId::new);
        var states = live.read(
                records -> Queries.states(records, name, id).map(StateJson::of).toList());
        return new StateJson.StateList(states.revision(), states.value());
    }

    @GET
    @Path("/leader")
    @Operation(summary = "The scheduler that leads")
    public LeaderJson leader() {
        return live.read(Records::leader).value().map(LeaderJson::of).orElseThrow(() -> new FlotillaError.NotFound(
                        "no scheduler leads")
                .asException());
    }

    @GET
    @Path("/brake")
    @Operation(summary = "Whether moves away from lost machines are held")
    public BrakeJson brake() {
        return BrakeJson.of(live.read(Records::brake).value());
    }

    @POST
    @Path("/brake/release")
    @Operation(summary = "Lets held moves go on")
    public BrakeJson release(@Context HttpServerRequest caller) {
        live.expect(cluster.releaseBrake(Caller.of(caller)));
        return brake();
    }
}
