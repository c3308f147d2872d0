/** Machines, their metadata, and the brake. */
@NullMarked
package dev.flotilla.client.machine;

import org.jspecify.annotations.NullMarked;
