/** Machines as lists show them, and their dynamic metadata. */
@NullMarked
package dev.flotilla.registry.machine;

import org.jspecify.annotations.NullMarked;
