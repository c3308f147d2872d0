/** The cluster as one watch tells it, kept up to date; lists are answered from here. */
@NullMarked
package dev.flotilla.gateway.live;

import org.jspecify.annotations.NullMarked;
