/**
 * The logs of units. A unit's processes write straight to spool files, so that nothing stands between them and the disk
 * that could die or stall; the agent moves what is there, line by line and stamped, to a bounded journal.
 */
@NullMarked
package dev.flotilla.agent.runtime.process.log;

import org.jspecify.annotations.NullMarked;
