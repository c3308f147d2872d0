/** What a command works with: the process around it, the global options, the gateway, how long to wait. */
@NullMarked
package dev.flotilla.cli.session;

import org.jspecify.annotations.NullMarked;
