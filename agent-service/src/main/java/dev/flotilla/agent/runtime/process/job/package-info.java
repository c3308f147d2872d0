/**
 * Jobs: what is asked of units, together with what hangs on them, in the right order. By systemd's rules (systemd.unit(5),
 * and the comments in its job.c and transaction.c).
 */
@NullMarked
package dev.flotilla.agent.runtime.process.job;

import org.jspecify.annotations.NullMarked;
