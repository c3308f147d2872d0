/** Figures of a whole local cluster, taken from outside, as a user would see them. */
@NullMarked
package dev.flotilla.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
