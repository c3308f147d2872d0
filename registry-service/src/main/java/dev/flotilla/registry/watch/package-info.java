/** The cluster in memory, kept by one watch of the store, and those who follow it. */
@NullMarked
package dev.flotilla.registry.watch;

import org.jspecify.annotations.NullMarked;
