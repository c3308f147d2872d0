package dev.flotilla.sidekick.xds.edge;

import io.envoyproxy.controlplane.cache.ConfigWatcher;
import io.envoyproxy.controlplane.cache.DeltaResponse;
import io.envoyproxy.controlplane.cache.DeltaWatch;
import io.envoyproxy.controlplane.cache.DeltaXdsRequest;
import io.envoyproxy.controlplane.cache.Resources.ResourceType;
import io.envoyproxy.controlplane.cache.Response;
import io.envoyproxy.controlplane.cache.Watch;
import io.envoyproxy.controlplane.cache.XdsRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Answers with what there is of the names that were asked for; what comes later follows.
 *
 * <p>Listeners and routes are told by name only. Who asks for all of them is a proxy, and would refuse listeners that have
 * no port; a gRPC client asks by name. Who asks is of no help: it must be said only once on a stream.
 */
final class ByName implements ConfigWatcher {
    /** The version of no listeners and no routes. */
    private static final String NONE = "none";

    private final ConfigWatcher cache;

    ByName(ConfigWatcher cache) {
        this.cache = cache;
    }

    /**
     * The cache's way for aggregated streams is not to answer while any name is unknown, and to forget the question at
     * the next change. Its way for other streams is what the protocol asks for on every stream.
     */
    @Override
    public Watch createWatch(
            boolean ads,
            XdsRequest request,
            Set<String> knownNames,
            Consumer<Response> answer,
            boolean clustersChanged,
            boolean emptyEndpoints) {
        if (isToldByName(request.getResourceType())
                && request.getResourceNamesList().isEmpty()) {
            return none(request, answer);
        }
        return cache.createWatch(false, request, knownNames, answer, clustersChanged, emptyEndpoints);
    }

    private static boolean isToldByName(ResourceType type) {
        return type == ResourceType.LISTENER || type == ResourceType.ROUTE;
    }

    /** Says it once: what is acknowledged is not said again. */
    private static Watch none(XdsRequest request, Consumer<Response> answer) {
        if (!request.getVersionInfo().equals(NONE)) {
            answer.accept(Response.create(request, List.of(), NONE));
        }
        return new Watch(false, false, request, answer);
    }

    @Override
    public DeltaWatch createDeltaWatch(
            DeltaXdsRequest request,
            String version,
            Map<String, String> versions,
            Set<String> pending,
            boolean wildcard,
            Consumer<DeltaResponse> answer,
            boolean clustersChanged) {
        boolean all = wildcard && !isToldByName(request.getResourceType());
        return cache.createDeltaWatch(request, version, versions, pending, all, answer, clustersChanged);
    }
}
