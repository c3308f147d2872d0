package dev.flotilla.client.session;

import dev.flotilla.model.join.Credential;
import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What an agent says to the registry. */
public sealed interface AgentMessage {

    /**
     * First, once.
     *
     * @param bootId changes with each boot of the machine
     * @param primaryIp where other machines reach it
     * @param metadata the machine's own, as configured
     * @param agentEndpoint host:port of the agent's own gRPC server; empty when it has none
     * @param held the assignments the agent has; the registry leaves out their unit files
     * @param credential what the machine joined with; empty when it never did
     */
    record Hello(
            MachineId machine,
            String bootId,
            String primaryIp,
            Map<String, String> metadata,
            Capacity capacity,
            String agentEndpoint,
            String agentVersion,
            Map<UnitName, UnitHash> held,
            Optional<Credential> credential)
            implements AgentMessage {
        /** Of a machine that never joined by a token. */
        public Hello(
                MachineId machine,
                String bootId,
                String primaryIp,
                Map<String, String> metadata,
                Capacity capacity,
                String agentEndpoint,
                String agentVersion,
                Map<UnitName, UnitHash> held) {
            this(machine, bootId, primaryIp, metadata, capacity, agentEndpoint, agentVersion, held, Optional.empty());
        }

        public Hello {
            Objects.requireNonNull(machine, "machine");
            metadata = Map.copyOf(metadata);
            held = Map.copyOf(held);
        }
    }

    /**
     * Every heartbeat interval.
     *
     * @param sequence counts up within a session
     */
    record Heartbeat(long sequence) implements AgentMessage {}

    /**
     * What changed on the machine; the first of a session holds everything.
     *
     * @param complete units that are not in it are gone
     * @param removed units the machine has nothing of any more
     * @param sequence counts up within a session
     */
    record StateReport(boolean complete, List<UnitState> changed, List<UnitName> removed, long sequence)
            implements AgentMessage {
        public StateReport {
            changed = List.copyOf(changed);
            removed = List.copyOf(removed);
        }
    }

    /** The machine leaves for good; its units are placed elsewhere at once. */
    record Goodbye(String reason) implements AgentMessage {}
}
