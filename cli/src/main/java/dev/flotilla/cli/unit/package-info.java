/** The commands on units, and how the units they name are found and awaited. */
@NullMarked
package dev.flotilla.cli.unit;

import org.jspecify.annotations.NullMarked;
