/** The machine's presence: one live session with some replica of the registry, as a state machine without I/O. */
@NullMarked
package dev.flotilla.agent.session;

import org.jspecify.annotations.NullMarked;
