/** Steps in words, as scripts and traces have them. */
@NullMarked
package dev.flotilla.simulation.words;

import org.jspecify.annotations.NullMarked;
