/** The {@code flotilla} command: its global options, its table of commands, its exit statuses. */
@NullMarked
package dev.flotilla.cli;

import org.jspecify.annotations.NullMarked;
