/** Plans of the leading scheduler, and why a unit is where it is. */
@NullMarked
package dev.flotilla.client.placement;

import org.jspecify.annotations.NullMarked;
