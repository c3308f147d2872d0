package dev.flotilla.gateway.edge;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What there is here, for whoever comes with a browser. */
@Path("/")
public class IndexResource {
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    @Operation(hidden = true)
    public String index() {
        return """
                Flotilla's gateway

                /fleet/v1/units  /fleet/v1/state  /fleet/v1/machines     fleet's API, for any fleetctl
                /v1/units  /v1/states  /v1/machines                      what there is, what it does, and where
                /v1/units/NAME/explain  .../status  .../logs             one unit: why it is there, how it is, what it wrote
                /v1/events                                               what happens
                /v1/leader  /v1/brake                                    who decides, and whether moves are held
                /v1/bootstrap/cloud-config?role=worker  /v1/join-tokens  user-data for new machines, and what they join by
                /v1/cloud-config/validate                                POST: what is wrong with user-data
                /new?size=3                                              a discovery URL for a new etcd cluster
                /q/openapi  /q/health  /q/metrics                        description, health, figures
                """;
    }
}
