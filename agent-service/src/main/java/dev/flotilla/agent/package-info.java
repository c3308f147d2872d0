/** The agent of one machine: its parts are put together in {@link dev.flotilla.agent.Agent}. */
@NullMarked
package dev.flotilla.agent;

import org.jspecify.annotations.NullMarked;
