package dev.flotilla.client.agent;

import dev.flotilla.model.state.UnitState;
import java.util.Optional;

/**
 * A unit's status as its machine tells it.
 *
 * @param state empty when the machine has nothing of the unit
 * @param text as {@code systemctl status} prints it
 * @param exitStatus that of {@code systemctl status}: 0 active, 3 not active, 4 no such unit
 */
public record AgentStatus(Optional<UnitState> state, String text, int exitStatus) {}
