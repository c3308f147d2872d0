/** Hollow machines by the thousand against the real control plane. */
@NullMarked
package dev.flotilla.benchmarks.load;

import org.jspecify.annotations.NullMarked;
