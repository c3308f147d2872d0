/** Services and where they can be reached: what units offer, and the records that other programs read. */
@NullMarked
package dev.flotilla.model.discovery;

import org.jspecify.annotations.NullMarked;
