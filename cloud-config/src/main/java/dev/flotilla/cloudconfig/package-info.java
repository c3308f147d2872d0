/** A machine's user-data: what it is, whether it is right, what it makes of a machine, and how to write one. */
@NullMarked
package dev.flotilla.cloudconfig;

import org.jspecify.annotations.NullMarked;
