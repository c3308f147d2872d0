/** The whole control plane in one JVM, on a virtual clock, with one seed. Only edges are replaced; the cores are the real ones. */
@NullMarked
package dev.flotilla.simulation;

import org.jspecify.annotations.NullMarked;
