/** Units and what a list shows about them. */
@NullMarked
package dev.flotilla.client.unit;

import org.jspecify.annotations.NullMarked;
