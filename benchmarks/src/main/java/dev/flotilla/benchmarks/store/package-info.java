/** How fast the stores commit. */
@NullMarked
package dev.flotilla.benchmarks.store;

import org.jspecify.annotations.NullMarked;
