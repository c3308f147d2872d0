/** How fast the placement engine is in a large cluster. */
@NullMarked
package dev.flotilla.benchmarks.placement;

import org.jspecify.annotations.NullMarked;
