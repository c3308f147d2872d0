package dev.flotilla.agent;

import dev.flotilla.agent.reconcile.Reconciler;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * How the agent stands, for whoever asks from outside of its loop.
 *
 * @param connected a session is live
 * @param caughtUp this session has said what the machine is to run
 * @param fenced units that must not run twice are stopped, because the registry is not heard
 * @param refused why the registry will not have this machine
 * @param assigned units the machine is to run
 * @param sessions sessions since the start
 * @param unacknowledged state reports that the registry has not confirmed
 * @param turnedAt when the loop last turned; uptime
 */
public record AgentView(
        boolean connected,
        boolean caughtUp,
        boolean fenced,
        Optional<String> refused,
        long revision,
        int assigned,
        long sessions,
        long unacknowledged,
        Map<UnitName, UnitState> states,
        Reconciler.Counts reconciles,
        Duration turnedAt) {
    public AgentView {
        states = Collections.unmodifiableMap(states);
    }

    /** Of an agent whose machine has not joined yet, and why. */
    public static AgentView joining(Optional<String> trouble, Duration now) {
        return new AgentView(
                false, false, false, trouble, 0, 0, 0, 0, Map.of(), new Reconciler.Counts(0, 0, 0, 0), now);
    }

    static AgentView initial(Duration now) {
        return new AgentView(
                false, false, false, Optional.empty(), 0, 0, 0, 0, Map.of(), new Reconciler.Counts(0, 0, 0, 0), now);
    }
}
