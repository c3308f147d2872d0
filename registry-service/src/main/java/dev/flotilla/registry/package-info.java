/** The registry: the only owner of the store. */
@NullMarked
package dev.flotilla.registry;

import org.jspecify.annotations.NullMarked;
