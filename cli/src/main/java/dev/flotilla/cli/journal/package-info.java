/** The commands that show what a unit's machine says of it. */
@NullMarked
package dev.flotilla.cli.journal;

import org.jspecify.annotations.NullMarked;
