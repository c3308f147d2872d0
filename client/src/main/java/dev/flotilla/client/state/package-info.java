/** What machines report of their units. */
@NullMarked
package dev.flotilla.client.state;

import org.jspecify.annotations.NullMarked;
