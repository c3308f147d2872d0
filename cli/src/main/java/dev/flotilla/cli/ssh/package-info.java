/** The system's ssh: tunnels and shells. */
@NullMarked
package dev.flotilla.cli.ssh;

import org.jspecify.annotations.NullMarked;
