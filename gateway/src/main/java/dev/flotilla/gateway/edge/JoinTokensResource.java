package dev.flotilla.gateway.edge;

import dev.flotilla.gateway.api.JoinTokenJson;
import dev.flotilla.gateway.api.Parameters;
import dev.flotilla.gateway.body.BodyLimit;
import dev.flotilla.gateway.body.JsonBody;
import dev.flotilla.gateway.bootstrap.Members;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What machines join by, in {@code /v1}. */
@Path("/v1/join-tokens")
@RunOnVirtualThread
@Tag(name = "bootstrap", description = "Join tokens, and user-data for new machines")
public class JoinTokensResource {
    private static final Duration DEFAULT_LIFE = Duration.ofHours(24);
    private static final long MOST_SECONDS = Duration.ofDays(365).toSeconds();

    private final Members members;
    private final BodyLimit limit;

    JoinTokensResource(Members members, BodyLimit limit) {
        this.members = members;
        this.limit = limit;
    }

    @POST
    @Operation(summary = "Makes a join token: {\"expiresInSeconds\": 86400, \"maxUses\": 1, \"note\": \"rack 7\"}")
    @APIResponse(
            responseCode = "201",
            description = "With its secret, which is told once",
            content = @Content(schema = @Schema(implementation = JoinTokenJson.class)))
    public Response create(InputStream body, @Context HttpServerRequest caller) {
        byte[] bytes = limit.read(body);
        JsonBody asked = JsonBody.parse(bytes.length == 0 ? new byte[] {'{', '}'} : bytes)
                .object();
        long seconds = Parameters.number(
                "expiresInSeconds",
                asked.field("expiresInSeconds").digits(),
                DEFAULT_LIFE.toSeconds(),
                60,
                MOST_SECONDS);
        int uses = Parameters.number("maxUses", asked.field("maxUses").digits(), 1, 0, 100_000);
        var made = members.createToken(
                Duration.ofSeconds(seconds), uses, asked.field("note").text().orElse(""), Caller.of(caller));
        return Response.fromResponse(Answers.json(201, JoinTokenJson.of(made, Instant.now())))
                .header("Cache-Control", "no-store")
                .build();
    }

    @GET
    @Operation(summary = "The join tokens, without their secrets")
    @APIResponse(
            responseCode = "200",
            description = "In the order they were made",
            content = @Content(schema = @Schema(implementation = JoinTokenJson.JoinTokenList.class)))
    public Response list() {
        Instant now = Instant.now();
        return Answers.json(new JoinTokenJson.JoinTokenList(members.tokens().stream()
                .map(token -> JoinTokenJson.of(token, now))
                .toList()));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Revokes a join token; machines that joined by it stay")
    @APIResponse(responseCode = "204", description = "Nobody joins by it any more")
    public Response revoke(@PathParam("id") String id, @Context HttpServerRequest caller) {
        members.revokeToken(id, Caller.of(caller));
        return Response.noContent().build();
    }
}
