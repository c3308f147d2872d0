package dev.flotilla.gateway.edge;

import dev.flotilla.cloudconfig.CloudConfigs;
import dev.flotilla.cloudconfig.validate.Findings;
import dev.flotilla.gateway.api.FindingJson;
import dev.flotilla.gateway.body.BodyLimit;
import dev.flotilla.model.error.FlotillaError;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What is wrong with user-data, as CoreOS told online. */
@Path("/v1/cloud-config")
@RunOnVirtualThread
@Tag(name = "bootstrap")
public class CloudConfigResource {
    private final BodyLimit limit;

    CloudConfigResource(BodyLimit limit) {
        this.limit = limit;
    }

    @POST
    @Path("/validate")
    @Operation(summary = "What is wrong with a cloud-config, which is the body")
    @APIResponse(
            responseCode = "200",
            description = "Also when there is much; with format=coreos the lines of coreos-cloudinit, as text",
            content = {
                @Content(
                        mediaType = "application/json",
                        schema = @Schema(implementation = FindingJson.FindingList.class)),
                @Content(mediaType = "text/plain")
            })
    public Response validate(InputStream body, @QueryParam("format") Optional<String> format) {
        // The addresses are those of another machine: they are not missed.
        Findings findings = CloudConfigs.validate(limit.read(body));
        return switch (format.orElse("json")) {
            case "json" -> Answers.json(FindingJson.FindingList.of(findings));
            case "coreos" ->
                Response.ok(findings.coreos().stream()
                                .map(entry -> entry + "\n")
                                .collect(Collectors.joining()))
                        .type("text/plain; charset=utf-8")
                        .build();
            default ->
                throw new FlotillaError.Invalid("format is json or coreos", Optional.of("format"), Optional.empty())
                        .asException();
        };
    }
}
