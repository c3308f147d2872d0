/**
 * Runs units through systemd. What is to be done, the units' states and the results of jobs are plain Java here, against
 * the port {@link dev.flotilla.agent.systemd.Systemd}; the message bus is in {@code edge}, logs in {@code journal}.
 */
@NullMarked
package dev.flotilla.agent.systemd;

import org.jspecify.annotations.NullMarked;
