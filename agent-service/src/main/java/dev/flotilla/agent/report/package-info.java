/** What the registry is told of this machine's units: changes only, gathered for a moment, in order. */
@NullMarked
package dev.flotilla.agent.report;

import org.jspecify.annotations.NullMarked;
