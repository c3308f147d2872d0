package dev.flotilla.sidekick.directory;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.discovery.InstanceListener;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaError;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a directory what the registry's watch tells. */
public final class RegistryFeed implements InstanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryFeed.class);

    private final Directory directory;

    public RegistryFeed(Directory directory) {
        this.directory = directory;
    }

    @Override
    public void onSnapshot(List<Instance> instances, long revision) {
        directory.replace(instances, revision);
    }

    @Override
    public void onChanges(List<Instance> changed, List<InstanceKey> removed, long revision) {
        directory.apply(changed, removed, revision);
    }

    @Override
    public void onConnected(Endpoint replica) {
        LOG.info("services are told by {}", replica);
        directory.connected();
    }

    @Override
    public void onDisconnected(FlotillaError reason) {
        LOG.warn("nobody tells of services; what was heard last goes on: {}", reason.message());
        directory.disconnected();
    }
}
