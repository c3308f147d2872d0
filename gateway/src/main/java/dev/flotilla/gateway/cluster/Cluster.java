package dev.flotilla.gateway.cluster;

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
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.unit.UnitName;
import java.util.List;

/**
 * What the gateway asks others to do or to tell. Calls block (callers are on virtual threads) for at most the configured
 * request timeout, and fail with a {@link dev.flotilla.model.error.FlotillaException}. What can be answered from the
 * watch is not asked here.
 */
public interface Cluster {
    /** Follows everything, from a snapshot on, until it is closed. */
    Watch watch(WatchListener listener);

    /** Creates a unit, sets its desired state, or replaces its content. */
    PutOutcome put(PutRequest request);

    /**
     * Removes a unit; {@code NotFound} when there is none.
     *
     * @return the revision of the removal
     */
    long destroy(UnitName name, String by);

    /** Sets and removes dynamic metadata, all or nothing, in their order. */
    long patchMetadata(List<MetadataPatch> patches, String by);

    /** Lets held moves go on. */
    long releaseBrake(String by);

    /** Why the unit is where it is; {@code NotFound} when there is none. */
    UnitExplanation explain(UnitName name);

    /**
     * What a machine's runtime says of a unit, asked of its agent; {@code Unavailable} when that does not answer.
     *
     * @param lines of its log to add
     */
    AgentStatus status(Machine machine, UnitName unit, int lines);

    /** Reads a unit's log on a machine until it ends or is closed; returns at once. */
    OpenLog logs(Machine machine, LogRequest request, LogReader reader);

    /** What is offered where. */
    InstanceList services(InstanceQuery query);

    /** Follows what is offered, from a snapshot on, until it is closed. */
    Watch watchServices(InstanceQuery query, InstanceListener listener);
}
