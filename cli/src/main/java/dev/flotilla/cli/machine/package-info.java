/** The commands on machines. */
@NullMarked
package dev.flotilla.cli.machine;

import org.jspecify.annotations.NullMarked;
