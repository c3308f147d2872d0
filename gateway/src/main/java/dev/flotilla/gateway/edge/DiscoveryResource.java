package dev.flotilla.gateway.edge;

import dev.flotilla.gateway.api.Parameters;
import dev.flotilla.gateway.discovery.CanonicalUrl;
import dev.flotilla.gateway.discovery.DiscoveryApi;
import dev.flotilla.gateway.discovery.EtcdAnswer;
import dev.flotilla.gateway.discovery.EtcdTokens;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where the members of a new etcd cluster meet: what discovery.etcd.io was, at the paths it had. */
@Path("/")
@NonBlocking
@Tag(name = "etcd discovery", description = "etcd's discovery protocol, v2: etcd --discovery=URL with a URL of /new")
public class DiscoveryResource {
    private static final String TOKEN = "/{token: [0-9a-f]{32}}";
    private static final String MEMBER = TOKEN + "/{member: [0-9A-Za-z]+}";
    private static final int DEFAULT_SIZE = 3;

    private final EtcdTokens tokens;
    private final DiscoveryApi api;
    private final Optional<CanonicalUrl> canonical;

    DiscoveryResource(EtcdTokens tokens, DiscoveryApi api, GatewaySettings settings) {
        this.tokens = tokens;
        this.api = api;
        this.canonical = settings.discovery().url();
    }

    @GET
    @Path("/new")
    @Operation(summary = "A new discovery URL, as text; give all members exactly it")
    public CompletionStage<Response> make(
            @QueryParam("size") Optional<String> size, @Context HttpHeaders headers, @Context RoutingContext exchange) {
        // Also a GET changes something here: an image in a page of somebody else would do.
        AskingPage.objection(headers.getRequestHeaders()).ifPresent(error -> {
            throw error.asException();
        });
        int wanted = Parameters.number("size", size, DEFAULT_SIZE, Integer.MIN_VALUE, Integer.MAX_VALUE);
        String scheme = exchange.request().scheme();
        String authority = String.valueOf(exchange.request().authority());
        return tokens.create(wanted).thenApply(made -> Response.ok(
                        CanonicalUrl.of(canonical, scheme, authority).of(made.token()))
                .type("text/plain; charset=utf-8")
                .header("Cache-Control", "no-store")
                .build());
    }

    @POST
    @Path("/new")
    @Consumes({MediaType.APPLICATION_FORM_URLENCODED, MediaType.WILDCARD})
    @Operation(hidden = true)
    public CompletionStage<Response> post(
            @FormParam("size") Optional<String> form,
            @QueryParam("size") Optional<String> query,
            @Context HttpHeaders headers,
            @Context RoutingContext exchange) {
        return make(form.or(() -> query), headers, exchange);
    }

    @PUT
    @Path("/new")
    @Consumes({MediaType.APPLICATION_FORM_URLENCODED, MediaType.WILDCARD})
    @Operation(hidden = true)
    public CompletionStage<Response> put(
            @FormParam("size") Optional<String> form,
            @QueryParam("size") Optional<String> query,
            @Context HttpHeaders headers,
            @Context RoutingContext exchange) {
        return make(form.or(() -> query), headers, exchange);
    }

    @GET
    @Path(TOKEN + "/_config/size")
    @Operation(summary = "How many members the cluster is to have")
    public CompletionStage<Response> size(@PathParam("token") String token) {
        return api.size(token).thenApply(DiscoveryResource::response);
    }

    @GET
    @Path(TOKEN)
    @Operation(summary = "Who has registered; with wait=true the next one who does, as a long poll")
    public CompletionStage<Response> list(
            @PathParam("token") String token,
            @QueryParam("wait") Optional<String> wait,
            @QueryParam("waitIndex") Optional<String> waitIndex,
            @Context RoutingContext exchange) {
        CompletionStage<EtcdAnswer> answer = wait.filter("true"::equals).isPresent()
                ? api.await(token, Optional.empty(), waitIndex, () -> !exchange.response()
                        .closed())
                : api.list(token);
        return answer.thenApply(DiscoveryResource::response);
    }

    @GET
    @Path(MEMBER)
    @Operation(summary = "A registration; with wait=true as soon as there is one")
    public CompletionStage<Response> member(
            @PathParam("token") String token,
            @PathParam("member") String member,
            @QueryParam("wait") Optional<String> wait,
            @QueryParam("waitIndex") Optional<String> waitIndex,
            @Context RoutingContext exchange) {
        CompletionStage<EtcdAnswer> answer = wait.filter("true"::equals).isPresent()
                ? api.await(token, Optional.of(member), waitIndex, () -> !exchange.response()
                        .closed())
                : api.member(token, member);
        return answer.thenApply(DiscoveryResource::response);
    }

    @PUT
    @Path(MEMBER)
    @Consumes({MediaType.APPLICATION_FORM_URLENCODED, MediaType.WILDCARD})
    @Operation(summary = "Registers a member; refused when it is registered already")
    public CompletionStage<Response> register(
            @PathParam("token") String token,
            @PathParam("member") String member,
            @QueryParam("prevExist") Optional<String> prevExist,
            @FormParam("value") Optional<String> form,
            @QueryParam("value") Optional<String> query) {
        return api.register(token, member, prevExist, form.or(() -> query)).thenApply(DiscoveryResource::response);
    }

    @DELETE
    @Path(MEMBER)
    @Operation(summary = "Forgets a member that lost its disk, so that it can register anew")
    public CompletionStage<Response> remove(@PathParam("token") String token, @PathParam("member") String member) {
        return api.remove(token, member).thenApply(DiscoveryResource::response);
    }

    private static Response response(EtcdAnswer answer) {
        Response.ResponseBuilder response = Response.status(answer.status())
                .header("X-Etcd-Index", answer.index())
                .header("Cache-Control", "no-store")
                .type(MediaType.APPLICATION_JSON_TYPE);
        // Without an entity the framework would make a 200 a 204, which etcd's client does not know.
        return response.entity(answer.body().orElse("")).build();
    }
}
