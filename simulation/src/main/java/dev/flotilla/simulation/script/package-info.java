/** Readable runs: what is sent to a cluster, and what is expected to come of it. */
@NullMarked
package dev.flotilla.simulation.script;

import org.jspecify.annotations.NullMarked;
