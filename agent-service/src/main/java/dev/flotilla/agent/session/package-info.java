/** The machine's presence: one live session with some replica of the registry, as a state machine without I/O; and what of it outlives the agent. */
@NullMarked
package dev.flotilla.agent.session;

import org.jspecify.annotations.NullMarked;
