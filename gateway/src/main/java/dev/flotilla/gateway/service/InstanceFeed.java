package dev.flotilla.gateway.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flotilla.client.Endpoint;
import dev.flotilla.client.discovery.InstanceListener;
import dev.flotilla.gateway.api.InstanceJson;
import dev.flotilla.gateway.stream.TextQueue;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaError;
import java.util.List;

/**
 * Services as text of a server-sent event stream: {@code snapshot} first, then {@code changes}; {@code stale} when no
 * registry answers, {@code fresh} when one does again. A reader that comes back begins with a snapshot.
 */
public final class InstanceFeed implements InstanceListener {
    private final TextQueue out;
    private final ObjectMapper json;
    private boolean stale;

    public InstanceFeed(TextQueue out, ObjectMapper json) {
        this.out = out;
        this.json = json;
    }

    @Override
    public void onSnapshot(List<Instance> instances, long revision) {
        say(
                "snapshot",
                new InstanceJson.SnapshotJson(
                        revision, instances.stream().map(InstanceJson::of).toList()));
    }

    @Override
    public void onChanges(List<Instance> changed, List<InstanceKey> removed, long revision) {
        say(
                "changes",
                new InstanceJson.ChangesJson(
                        revision,
                        changed.stream().map(InstanceJson::of).toList(),
                        removed.stream().map(InstanceJson.KeyJson::of).toList()));
    }

    @Override
    public void onConnected(Endpoint replica) {
        if (stale) {
            stale = false;
            out.offer("event: fresh\ndata: {}\n\n");
        }
    }

    @Override
    public void onDisconnected(FlotillaError reason) {
        stale = true;
        out.offer("event: stale\ndata: {}\n\n");
    }

    private void say(String event, Object data) {
        try {
            out.offer("event: " + event + "\ndata: " + json.writeValueAsString(data) + "\n\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts, numbers and times can be written", e);
        }
    }
}
