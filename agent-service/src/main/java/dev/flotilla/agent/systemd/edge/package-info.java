/** Where the systemd runtime meets D-Bus. */
@NullMarked
package dev.flotilla.agent.systemd.edge;

import org.jspecify.annotations.NullMarked;
