/** Logs and status pages of units, as journalctl(1) and systemctl(1) print them. */
@NullMarked
package dev.flotilla.agent.systemd.journal;

import org.jspecify.annotations.NullMarked;
