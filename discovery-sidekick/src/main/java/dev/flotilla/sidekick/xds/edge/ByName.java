package dev.flotilla.sidekick.xds.edge;

import io.envoyproxy.controlplane.cache.ConfigWatcher;
import io.envoyproxy.controlplane.cache.DeltaResponse;
import io.envoyproxy.controlplane.cache.DeltaWatch;
import io.envoyproxy.controlplane.cache.DeltaXdsRequest;
import io.envoyproxy.controlplane.cache.Response;
import io.envoyproxy.controlplane.cache.Watch;
import io.envoyproxy.controlplane.cache.XdsRequest;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Answers with what there is of the names that were asked for; what comes later follows. */
final class ByName implements ConfigWatcher {
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
        return cache.createWatch(false, request, knownNames, answer, clustersChanged, emptyEndpoints);
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
        return cache.createDeltaWatch(request, version, versions, pending, wildcard, answer, clustersChanged);
    }
}
