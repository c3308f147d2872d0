package dev.flotilla.gateway.edge;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.FlotillaClient;
import dev.flotilla.client.agent.Agent;
import dev.flotilla.client.agent.Agent.OpenLog;
import dev.flotilla.client.agent.AgentStatus;
import dev.flotilla.client.agent.LogReader;
import dev.flotilla.client.agent.LogRequest;
import dev.flotilla.client.discovery.InstanceList;
import dev.flotilla.client.discovery.InstanceListener;
import dev.flotilla.client.discovery.InstanceQuery;
import dev.flotilla.client.machine.MetadataPatch;
import dev.flotilla.client.placement.UnitExplanation;
import dev.flotilla.client.unit.PutOutcome;
import dev.flotilla.client.unit.PutRequest;
import dev.flotilla.client.watch.Watch;
import dev.flotilla.client.watch.WatchListener;
import dev.flotilla.client.watch.WatchSpec;
import dev.flotilla.gateway.cluster.Cluster;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.unit.UnitName;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The cluster by way of the registry's client, and the machines' agents asked directly. */
@ApplicationScoped
public class RegistryCluster implements Cluster {
    private final FlotillaClient client;

    /** What a proxy of this bean is made with. */
    @SuppressWarnings("NullAway")
    RegistryCluster() {
        this.client = null;
    }

    @jakarta.inject.Inject
    RegistryCluster(FlotillaClient client) {
        this.client = client;
    }

    @Override
    public Watch watch(WatchListener listener) {
        return client.watch(WatchSpec.everything(), listener);
    }

    @Override
    public PutOutcome put(PutRequest request) {
        return client.units().put(request);
    }

    @Override
    public long destroy(UnitName name, String by) {
        return client.units().destroy(name, by);
    }

    @Override
    public long patchMetadata(List<MetadataPatch> patches, String by) {
        return client.machines().patchMetadata(patches, by);
    }

    @Override
    public long releaseBrake(String by) {
        return client.machines().releaseBrake(by);
    }

    @Override
    public UnitExplanation explain(UnitName name) {
        return client.explain(name);
    }

    @Override
    public AgentStatus status(Machine machine, UnitName unit, int lines) {
        return agent(machine).status(unit, lines);
    }

    @Override
    public OpenLog logs(Machine machine, LogRequest request, LogReader reader) {
        return agent(machine).logs(request, reader);
    }

    @Override
    public InstanceList services(InstanceQuery query) {
        return client.services().list(query);
    }

    @Override
    public Watch watchServices(InstanceQuery query, InstanceListener listener) {
        return client.services().watch(query, listener);
    }

    private Agent agent(Machine machine) {
        if (machine.agentEndpoint().isEmpty()) {
            throw new FlotillaError.Unavailable("the agent of " + machine.id().shortForm() + " takes no questions")
                    .asException();
        }
        return client.agent(Endpoint.parse(machine.agentEndpoint()));
    }
}
