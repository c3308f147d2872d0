/** How fast unit files are read. */
@NullMarked
package dev.flotilla.benchmarks.parse;

import org.jspecify.annotations.NullMarked;
