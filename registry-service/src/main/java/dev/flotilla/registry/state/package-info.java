/** What machines report of their units. */
@NullMarked
package dev.flotilla.registry.state;

import org.jspecify.annotations.NullMarked;
