/** What runs beside the agent: it is told what the machine runs, and withdraws what is about to be stopped. */
@NullMarked
package dev.flotilla.agent.companion;

import org.jspecify.annotations.NullMarked;
