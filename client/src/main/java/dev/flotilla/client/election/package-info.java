/** Leadership of the schedulers. */
@NullMarked
package dev.flotilla.client.election;

import org.jspecify.annotations.NullMarked;
