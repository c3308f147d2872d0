/** Request bodies: bounded, JSON read the way Go's decoder reads it, faults that say where they are. */
@NullMarked
package dev.flotilla.gateway.body;

import org.jspecify.annotations.NullMarked;
