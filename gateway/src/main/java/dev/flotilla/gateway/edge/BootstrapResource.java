package dev.flotilla.gateway.edge;

import dev.flotilla.cloudconfig.render.Format;
import dev.flotilla.gateway.api.Parameters;
import dev.flotilla.gateway.bootstrap.UserDataQuestion;
import dev.flotilla.gateway.bootstrap.UserDataWriter;
import dev.flotilla.model.join.JoinSecret;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A new machine's user-data, to be pasted into a cloud's form or fetched at first boot. */
@Path("/v1/bootstrap")
@RunOnVirtualThread
@Tag(name = "bootstrap")
public class BootstrapResource {
    private static final String BEARER = "Bearer ";

    private final UserDataWriter writer;

    BootstrapResource(UserDataWriter writer) {
        this.writer = writer;
    }

    @GET
    @Path("/cloud-config")
    @Operation(summary = "As a cloud-config")
    @APIResponse(responseCode = "200", content = @Content(mediaType = "text/cloud-config"), description = "The text")
    public Response cloudConfig(@BeanParam UserDataParameters parameters) {
        return write(parameters, Format.CLOUD_CONFIG);
    }

    @GET
    @Path("/ignition")
    @Operation(summary = "As an Ignition config")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/vnd.coreos.ignition+json"),
            description = "The text")
    public Response ignition(@BeanParam UserDataParameters parameters) {
        return write(parameters, Format.IGNITION);
    }

    @GET
    @Path("/butane")
    @Operation(summary = "As a Butane config")
    @APIResponse(responseCode = "200", content = @Content(mediaType = "application/yaml"), description = "The text")
    public Response butane(@BeanParam UserDataParameters parameters) {
        return write(parameters, Format.BUTANE);
    }

    /** It may hold a secret, and it is of this moment: nobody should keep it. */
    private Response write(UserDataParameters parameters, Format format) {
        return Response.ok(writer.write(question(parameters), format))
                .type(format.mediaType() + "; charset=utf-8")
                .header("Cache-Control", "no-store")
                .build();
    }

    private static UserDataQuestion question(UserDataParameters parameters) {
        Optional<JoinSecret> token = parameters
                .authorization
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()))
                .or(() -> parameters.joinToken)
                .map(JoinSecret::parse);
        return new UserDataQuestion(
                parameters.role,
                parameters.metadata,
                parameters.hostname,
                parameters.address,
                parameters.rebootStrategy,
                Parameters.flag("etcd_proxy", parameters.etcdProxy),
                parameters.etcdMembers,
                parameters.etcdSrv,
                parameters.discovery,
                token);
    }
}
