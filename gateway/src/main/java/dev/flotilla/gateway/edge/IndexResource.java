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

                /fleet/v1/units  /fleet/v1/state  /fleet/v1/machines   fleet's API, for any fleetctl
                /v1/units  /v1/machines  /v1/states  /v1/brake         ours
                /v1/events                                             what happens
                /q/openapi  /q/health  /q/metrics                      description, health, figures
                """;
    }
}
